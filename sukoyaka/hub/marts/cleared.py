"""What a purpose may see of the platform: the register's items decide, table by table and column by column.

A column whose items are not all cleared is empty in the mart; a table whose rows rest on one that is not has no rows.
"""

from collections.abc import Mapping

import polars as pl

from sukoyaka.governance.permit import Permit
from sukoyaka.governance.register import Source
from sukoyaka.hub.events.plan import origin_items

RESIDENTS = "resident"
PEOPLE = {"birth_month": ("birth_date",), "sex": ("sex",), "died_on": ("reason", "moved_on")}
HOUSEHOLD_SPELLS = {
    "dwelling_id": ("address", "building"),
    "town": ("town",),
    "relation": ("relation",),
    "reason": ("reason",),
}
SPELL = ("resident", "household", "moved_on", "reported_on", "reason")  # a household spell rests on these


def allowed_items(permit: Permit) -> dict[str, list[str]]:
    """Cleared items by source; a source without any is not there."""
    found = {source.id: sorted(item.id for item in permit.items(source)) for source in permit.register.sources.values()}
    return {source: items for source, items in sorted(found.items()) if items}


def restricted(frame: pl.DataFrame, columns: Mapping[str, tuple[str, ...]], permit: Permit) -> pl.DataFrame:
    """Empties the columns of residents' data whose items are not cleared."""
    closed = [name for name, items in columns.items() if not _all(permit, RESIDENTS, items)]
    return frame.with_columns(pl.lit(None, dtype=frame.schema[name]).alias(name) for name in closed)


def people(frame: pl.DataFrame, permit: Permit) -> pl.DataFrame:
    """People as the purpose may see them: no pseudonym of the delivery."""
    permit.require(RESIDENTS, ("resident",))
    return restricted(frame, PEOPLE, permit)


def household_spells(frame: pl.DataFrame, permit: Permit) -> pl.DataFrame:
    """Household spells as the purpose may see them."""
    return restricted(frame if _all(permit, RESIDENTS, SPELL) else frame.clear(), HOUSEHOLD_SPELLS, permit)


def coverage_spells(frame: pl.DataFrame, permit: Permit) -> pl.DataFrame:
    """Coverage of the sources of which the purpose may see something, where residence and qualification are cleared too."""
    if not _all(permit, RESIDENTS, ("resident", "moved_on")):
        return frame.clear()
    open_sources = [name for name in allowed_items(permit) if _covering_cleared(permit.register.source(name), permit)]
    return frame.filter(pl.col("source").is_in(open_sources))


def held_back(frame: pl.DataFrame, permit: Permit) -> pl.DataFrame:
    """Traces of rows held back, of the sources of which the purpose may see something; the day where it may see days."""
    seen = [permit.register.source(name) for name in allowed_items(permit)]
    dated = [source.id for source in seen if permit.allows(source.item(source.time))]
    known = frame.filter(pl.col("source").is_in([source.id for source in seen]))
    return known.with_columns(pl.when(pl.col("source").is_in(dated)).then("happened_on"))


def _covering_cleared(source: Source, permit: Permit) -> bool:
    covering = permit.register.sources.get(source.covers or "")
    if covering is None or covering.coverage is None:
        return True
    return _all(permit, covering.id, tuple(item for key, item in covering.coverage.items() if key != "of"))


def events(frame: pl.DataFrame, permit: Permit) -> pl.DataFrame:
    """Events of which every register item is cleared; without `origin`."""
    cleared = [origin for origin in frame["origin"].unique() if _all(permit, *origin_items(origin))]
    return frame.filter(pl.col("origin").is_in(cleared)).drop("origin")


def _all(permit: Permit, source: str, items: tuple[str, ...]) -> bool:
    return all(permit.allows(permit.register.source(source).item(name)) for name in items)
