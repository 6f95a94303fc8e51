"""The same visit in two sources of claims: the insurer's copy and that of the subsidy which paid the rest.

Reads the cleansed tables of all sources of claims. The copy of the source that costs less stays, the other is set aside, so that a
time line does not show one visit twice. Never where the copy that stays may be used for less than the other.
"""

from collections.abc import Mapping

import polars as pl

from sukoyaka.governance.register import Item, Register, Source
from sukoyaka.hub.cleanse.sheet import Outcome, Rule, Sheet, set_aside

RULE = Rule("told-by-another-source", 1)
Tables = Mapping[tuple[str, str], Outcome]
_NOT_THE_FACT = {"known_on", "file", "line"}


def settle(tables: Tables, register: Register) -> dict[tuple[str, str], Outcome]:
    """The tables without rows that a cheaper source of claims tells as well."""
    done = dict(tables)
    sources = sorted((register.source(name) for name in {name for name, _ in tables}), key=lambda source: (_cost(source), source.id))
    claims = [source for source in sources if source.format == "uke"]
    for kind in sorted({table.partition(".")[2] for source in claims for table in source.tables}):
        for place, source in enumerate(claims):
            earlier = [other for other in claims[:place] if _at_least_as_free(other, source)]
            told = [done[other.id, f"{other.id}.{kind}"].rows for other in earlier if (other.id, f"{other.id}.{kind}") in done]
            if told:
                done[source.id, f"{source.id}.{kind}"] = _without(done[source.id, f"{source.id}.{kind}"], told, source, kind)
    return done


def _without(outcome: Outcome, told: list[pl.DataFrame], source: Source, kind: str) -> Outcome:
    sheet = Sheet(source, f"{source.id}.{kind}", frozenset(outcome.rows.columns))
    fact = sorted(sheet.columns - _NOT_THE_FACT)
    others = pl.concat([rows.select(fact) for rows in told if set(fact) <= set(rows.columns)] or [outcome.rows.select(fact).clear()])
    marked = outcome.rows.join(
        others.unique().with_columns(__told=pl.lit(value=True)), on=fact, how="left", nulls_equal=True, maintain_order="left"
    )
    found = set_aside(marked, sheet, RULE, pl.col("__told"), "another source of claims tells it")
    return Outcome(found.rows.drop("__told"), outcome.changes, pl.concat([outcome.set_aside, found.set_aside]))


def _cost(source: Source) -> int:
    return max((item.cost.yen_per_year for item in source.items), default=0)


def _at_least_as_free(kept: Source, other: Source) -> bool:
    """Whether the copy that stays may be used for all that the other may, for as long."""
    same = {item.id: item for item in kept.items}
    return all(item.id in same and _covers(same[item.id], item) for item in other.items)


def _covers(kept: Item, other: Item) -> bool:
    lasting = kept.approval.until is None or (other.approval.until is not None and kept.approval.until >= other.approval.until)
    cleared = kept.approval.status == "cleared" or other.approval.status != "cleared"
    return other.purposes <= kept.purposes and cleared and lasting
