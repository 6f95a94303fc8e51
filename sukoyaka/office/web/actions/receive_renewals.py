"""A change of the terminal's key: names that come under a new pseudonym reach the case that the office has always known.

Writes a row a renewed pseudonym. Cases, locked sheets, minutes, printed papers and the audit keep their number: what changes is how the
door reads what comes in from then on.
"""

from pathlib import Path

import polars as pl

from sukoyaka.office.casework.events import Action
from sukoyaka.office.web.actions.record import record_command
from sukoyaka.office.web.models import Case, Parcel, RenewedCase
from sukoyaka.office.web.tables import check_cases, copy_into, invalid, read_table
from sukoyaka.parcel.manifest import Manifest
from sukoyaka.records.delivery import GENERATION, RECASE, RENEWALS, Domain
from sukoyaka.records.errors import ParcelKeyMismatch


def receive_renewals(contents: Path, manifest: Manifest) -> dict[str, int]:
    """Checks and stores the pairs. Raises `FindingsInvalid` or `ParcelKeyMismatch`; called inside a transaction."""
    keys, pairs = read_table(contents, GENERATION), read_table(contents, RENEWALS)
    _check(keys, pairs, manifest)
    _follows(keys["was_key"][0], manifest)
    first = known_as(pairs.select("now", case="was"))
    copy_into(RenewedCase._meta.db_table, first.with_columns(key_id=pl.lit(manifest.key_id)))
    kept = Case.objects.filter(case__in=first["case"].to_list()).count()
    record_command(Action.RECEIVE_RENEWALS, f"parcel:{manifest.parcel}", f"{first.height} pseudonyms, {kept} cases")
    return {"renewals": pairs.height, "cases_that_stay": kept, "cases_not_named": Case.objects.count() - kept}


def _check(keys: pl.DataFrame, pairs: pl.DataFrame, manifest: Manifest) -> None:
    if keys.height != 1 or keys["now_key"][0] != manifest.key_id:
        raise invalid(GENERATION, "does not name one key before and the key now")
    if set(pairs["domain"].unique()) - {Domain.CASE}:
        raise invalid(RENEWALS, "names other things than cases")
    for side in ("was", "now"):
        check_cases(pairs, RENEWALS, side)
        if pairs[side].n_unique() != pairs.height:
            raise invalid(RENEWALS, f"has a {side} twice")


def _follows(was_key: str, manifest: Manifest) -> None:
    held = key_held()
    if held and was_key != held:
        raise ParcelKeyMismatch(
            f"a change from the key {was_key} to {manifest.key_id}",
            f"a change from the key {held}, in which the office knows everybody",
            "receive the changes of the key in their order; ask the terminal if one is missing",
        )


def key_held() -> str:
    """The key in which the office knows everybody: of the last change, else of the last names; nothing where none says."""
    for kind in (RECASE, "identity"):
        came = Parcel.objects.filter(kind=kind).exclude(key_id="").order_by("-sequence").first()
        if came:
            return came.key_id
    return ""


def require_key_held(manifest: Manifest) -> None:
    """Raises `ParcelKeyMismatch` for names under another key than the one in which the office knows everybody."""
    held = key_held()
    if held and manifest.key_id != held:
        raise ParcelKeyMismatch(
            f"the names of {manifest.parcel} come under the key {manifest.key_id or '(unnamed)'}",
            f"the key {held} of what came before",
            "receive the change of the key first; names that were sealed before it must be masked and sealed again",
        )


def known_as(frame: pl.DataFrame) -> pl.DataFrame:
    """`frame` with each `case` as the office first knew it; whoever is new since keeps the one that came."""
    renewed = list(RenewedCase.objects.values_list("now", "case"))
    pairs = pl.DataFrame(renewed, schema={"case": pl.String, "first": pl.String}, orient="row")
    joined = frame.join(pairs, on="case", how="left", maintain_order="left")
    return joined.with_columns(pl.coalesce("first", "case").alias("case")).drop("first")
