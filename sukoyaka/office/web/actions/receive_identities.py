"""Puts an identity parcel into the vault: one sealed value per person, the newest delivery wins."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
from django.db import connection

from sukoyaka.office.casework.events import Action
from sukoyaka.office.casework.searching import same
from sukoyaka.office.vault.keys import VaultKey
from sukoyaka.office.vault.lookup import Vault
from sukoyaka.office.vault.sealing import Identity, Sealed, seal
from sukoyaka.office.web.actions.receive_renewals import known_as
from sukoyaka.office.web.actions.record import record_command
from sukoyaka.office.web.actions.reveal import DatabaseShelf
from sukoyaka.office.web.models import EnteredIdentity
from sukoyaka.office.web.rules import SEARCH
from sukoyaka.office.web.tables import check_cases, copy_into, invalid, read_table
from sukoyaka.parcel.manifest import Manifest
from sukoyaka.records.delivery import IDENTITIES

UPSERT = """
    INSERT INTO office_sealedidentity AS known ("case", key_id, box, as_of)
    SELECT "case", key_id, decode(box, 'hex'), as_of FROM arriving
    ON CONFLICT ("case") DO UPDATE SET key_id = excluded.key_id, box = excluded.box, as_of = excluded.as_of
    WHERE known.as_of <= excluded.as_of
"""


def receive_identities(contents: Path, manifest: Manifest, key: VaultKey) -> dict[str, int]:
    """Seals and stores every row. Raises `FindingsInvalid`; called inside a transaction."""
    frame = read_table(contents, IDENTITIES)
    check_cases(frame, IDENTITIES)
    frame = known_as(frame)
    if frame["case"].n_unique() != frame.height:
        raise invalid(IDENTITIES, "names a case twice")
    written = _upsert(_sealed(frame, key))
    counts = {"identities": frame.height, "written": written, "older_than_known": frame.height - written}
    if marked := _suggest(frame, key):
        counts["possibly_entered_by_hand"] = marked
    record_command(Action.RECEIVE_IDENTITIES, f"parcel:{manifest.parcel}", f"{frame.height} identities")
    return counts


def _suggest(frame: pl.DataFrame, key: VaultKey) -> int:
    """Marks each case entered by hand that the delivery may have named; a person decides. Returns how many were marked."""
    marked, vault = 0, Vault(key, DatabaseShelf(SEARCH))
    for row in EnteredIdentity.objects.filter(case__joined=None).order_by("case"):
        own = vault.open(row.case_id)
        born = frame.filter(pl.col("birth_date") == own.birth_date, pl.col("case") != row.case_id) if own else frame.clear()
        arrived = [(case, Identity(**columns)) for case, columns in map(_split, born.iter_rows(named=True))]
        likely = sorted(case for case, one in arrived if own and same(own, one))
        if likely and likely != row.possible:
            row.possible, marked = likely, marked + 1
            row.save(update_fields=["possible"])
    return marked


def _sealed(frame: pl.DataFrame, key: VaultKey) -> pl.DataFrame:
    boxes = [(sealed.box.hex(), as_of) for sealed, as_of in _seal_each(frame, key)]
    return pl.DataFrame(
        {"case": frame["case"], "key_id": [key.id] * len(boxes), "box": [box for box, _ in boxes], "as_of": [day for _, day in boxes]},
        schema={"case": pl.String, "key_id": pl.String, "box": pl.String, "as_of": pl.Date},
    )


def _seal_each(frame: pl.DataFrame, key: VaultKey) -> Iterator[tuple[Sealed, date]]:
    """One row at a time: encryption has no columns. 60,000 take about a second."""
    for row in frame.iter_rows(named=True):
        case, columns = _split(row)
        yield seal(case, Identity(**columns), key), columns["as_of"]


def _split(row: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    return row["case"], {name: value for name, value in row.items() if name != "case"}


def _upsert(frame: pl.DataFrame) -> int:
    with connection.cursor() as cursor:
        cursor.execute('CREATE TEMP TABLE arriving ("case" text, key_id text, box text, as_of date) ON COMMIT DROP')
        copy_into("arriving", frame)
        cursor.execute(UPSERT)
        written = int(cursor.rowcount)
        cursor.execute("DROP TABLE arriving")
    return written
