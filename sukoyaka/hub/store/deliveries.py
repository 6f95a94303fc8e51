"""What was received: the parcels in `received/` and their tables.

Reads `received/<parcel>/` (contents, manifest, `received.json`). Which of them stand, `standing` says.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import polars as pl

from sukoyaka.governance.register import ItemType, Masking, Source
from sukoyaka.hub.store import files, renewals
from sukoyaka.hub.store.errors import StoreDamaged
from sukoyaka.hub.store.home import Home
from sukoyaka.hub.store.tables import DWELLING, delivered_columns, empty, schema
from sukoyaka.parcel import manifest as manifests
from sukoyaka.parcel.manifest import Manifest
from sukoyaka.records.delivery import HELD_BACK, SOURCES, SUBJECTS, WITHDRAWALS, Domain
from sukoyaka.records.errors import ParcelDamaged, ParcelIncomplete
from sukoyaka.records.shape import Table

RECEIVED = "received.json"


@dataclass(frozen=True)
class Delivery:
    """An opened parcel: of data, or of feedback."""

    manifest: Manifest
    directory: Path
    received_on: date
    rows: Mapping[str, int]  # per content file
    origins: pl.DataFrame | None = None  # of pseudonyms of a later key: those under which the hub first knew them

    @property
    def parcel(self) -> str:
        """Its name."""
        return self.manifest.parcel

    @property
    def created_on(self) -> date:
        """Day of the delivery, as the sender said."""
        return date.fromisoformat(self.manifest.created_on)

    @property
    def place(self) -> tuple[int, str]:
        """Place in the order of deliveries; it does not depend on the order of arrival."""
        return self.manifest.sequence, self.parcel

    def sources(self) -> pl.DataFrame:
        """Rows of `delivery.SOURCES`."""
        return _read(self.directory / "sources.parquet").select(pl.col(n).cast(t) for n, t in schema(SOURCES.columns).items())

    def subjects(self) -> pl.DataFrame:
        """Rows of `delivery.SUBJECTS`."""
        told = _read(self.directory / "subjects.parquet").select(pl.col(n).cast(t) for n, t in schema(SUBJECTS.columns).items())
        return renewals.traced(told, self.origins, {"person": Domain.PERSON, "case": Domain.CASE})

    def held_back(self) -> pl.DataFrame:
        """Rows of `delivery.HELD_BACK`; none if the sender does not say whom they are about."""
        return renewals.traced(self._optional(HELD_BACK), self.origins, {"person": Domain.PERSON})

    def withdrawals(self) -> pl.DataFrame:
        """Rows of `delivery.WITHDRAWALS`."""
        return self._optional(WITHDRAWALS)

    def _optional(self, table: Table) -> pl.DataFrame:
        path = self.directory / f"{table.name}.parquet"
        return _read(path).select(pl.col(n).cast(t) for n, t in schema(table.columns).items()) if path.exists() else empty(table)

    def table(self, source: Source, table: str) -> pl.DataFrame:
        """A masked source table in the hub's types, with the columns of `tables.delivered_columns`."""
        frame = _read(self.directory / f"{table}.parquet")
        wanted = delivered_columns(source, table, self.created_on)
        typed = frame.select(pl.col(name).cast(dtype) for name, dtype in wanted.items())
        return renewals.traced(typed, self.origins, {name: domain for name, domain in domains(source).items() if name in typed.columns})


def domains(source: Source) -> dict[str, Domain]:
    """Columns of a source's masked tables that hold pseudonyms, and what they name."""
    masked = {item.id: item.type for item in source.items if item.masking is Masking.PSEUDONYM}
    named = {name: Domain.HOUSEHOLD if kind is ItemType.HOUSEHOLD_NUMBER else Domain.PERSON for name, kind in masked.items()}
    return {**named, DWELLING: Domain.DWELLING}


def _read(path: Path) -> pl.DataFrame:
    try:
        return pl.read_parquet(path)
    except (pl.exceptions.PolarsError, OSError) as error:
        raise StoreDamaged(f"{path.parent.name}/{path.name} cannot be read", "the file as it was received", _AGAIN) from error


_AGAIN = "remove that directory and receive the parcel again"


def received(home: Home) -> list[Delivery]:
    """Every data delivery, in the order of sequence, in first-known pseudonyms. Raises `StoreDamaged` if a manifest is unreadable."""
    made = renewals.received(home)
    return [replace(delivery, origins=renewals.origins(delivery.manifest.key_id, made)) for delivery in lying_in(home.received)]


def lying_in(place: Path) -> list[Delivery]:
    """Every opened parcel of a directory, in the order of sequence. Raises `StoreDamaged` if a manifest is unreadable."""
    directories = [path for path in place.glob("*") if not path.name.startswith(".")] if place.exists() else []
    return sorted(map(_delivery, directories), key=lambda delivery: delivery.place)


def _delivery(directory: Path) -> Delivery:
    try:
        manifest = manifests.read(directory)[0]
        note = json.loads((directory / RECEIVED).read_text(encoding="utf-8"))
        return Delivery(manifest, directory, date.fromisoformat(note["received_on"]), note["rows"])
    except (ParcelDamaged, ParcelIncomplete, OSError, ValueError, KeyError) as error:
        raise StoreDamaged(
            f"{directory.parent.name}/{directory.name} has lost its manifest or {RECEIVED}", "directories as received", _AGAIN
        ) from error


def check(delivery: Delivery) -> None:
    """Raises `StoreDamaged` unless every file still has the digest that the sender signed."""
    for content in delivery.manifest.contents:
        path = delivery.directory / content.name
        if not path.exists() or files.sha256(path) != content.sha256:
            raise StoreDamaged(
                f"{delivery.directory.parent.name}/{delivery.parcel}/{content.name} is not what was received", "the signed digest", _AGAIN
            )
