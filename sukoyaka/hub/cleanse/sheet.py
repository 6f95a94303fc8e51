"""What a rule sees and what it gives back: the rows of one table, changes of values, rows set aside.

A rule never sees the person's pseudonym in what it records: file, line, item and classes of values only.
"""

from collections.abc import Callable
from dataclasses import dataclass

import polars as pl

from sukoyaka.governance.register import Item, Source
from sukoyaka.hub.store.tables import table_items

BORN, DIED = "__birth_month", "__died_on"  # joined to every row while the rules run

CHANGES = {
    "rule": pl.String(),
    "version": pl.Int32(),
    "source": pl.String(),
    "file": pl.Int32(),
    "line": pl.Int32(),
    "item": pl.String(),
    "before_class": pl.String(),
    "after_class": pl.String(),
}
SET_ASIDE = {
    "rule": pl.String(),
    "version": pl.Int32(),
    "source": pl.String(),
    "table": pl.String(),
    "file": pl.Int32(),
    "line": pl.Int32(),
    "reason": pl.String(),
}


@dataclass(frozen=True)
class Rule:
    """A named, versioned rule. The version rises when the rule gives another result."""

    name: str
    version: int


@dataclass(frozen=True)
class Sheet:
    """The table that a rule works on."""

    source: Source
    table: str
    columns: frozenset[str]

    @property
    def items(self) -> tuple[Item, ...]:
        """Registered items that the table holds."""
        return tuple(item for item in table_items(self.source, self.table) if item.id in self.columns)


@dataclass(frozen=True)
class Outcome:
    """Rows that stay, and what was done."""

    rows: pl.DataFrame
    changes: pl.DataFrame
    set_aside: pl.DataFrame


Apply = Callable[[pl.DataFrame, Sheet], Outcome]


def unchanged(rows: pl.DataFrame) -> Outcome:
    """What a rule returns that has nothing to do here."""
    return Outcome(rows, pl.DataFrame(schema=CHANGES), pl.DataFrame(schema=SET_ASIDE))


def set_aside(rows: pl.DataFrame, sheet: Sheet, rule: Rule, when: pl.Expr, reason: str) -> Outcome:
    """Takes the rows out for which `when` is true (null is not), with the reason."""
    marked = when.fill_null(value=False)
    stated = (
        _lit("rule", rule.name),
        pl.lit(rule.version, dtype=pl.Int32()).alias("version"),
        _lit("source", sheet.source.id),
        _lit("table", sheet.table),
        pl.col("file"),
        pl.col("line"),
        _lit("reason", reason),
    )
    return Outcome(rows.filter(~marked), pl.DataFrame(schema=CHANGES), rows.filter(marked).select(stated))


def change(rows: pl.DataFrame, sheet: Sheet, rule: Rule, when: pl.Expr, item: str, value: pl.Expr, classes: tuple[str, str]) -> Outcome:
    """Gives `item` another `value` where `when` is true, and records the class of the value before and after."""
    marked = when.fill_null(value=False)
    changed = pl.when(marked).then(value).otherwise(pl.col(item)).cast(rows.schema[item]).alias(item)
    return Outcome(rows.with_columns(changed), record(rows.filter(marked), sheet, rule, item, classes), pl.DataFrame(schema=SET_ASIDE))


def record(rows: pl.DataFrame, sheet: Sheet, rule: Rule, item: str, classes: tuple[str, str]) -> pl.DataFrame:
    """Rows of `CHANGES` for the rows given."""
    return rows.select(
        _lit("rule", rule.name),
        pl.lit(rule.version, dtype=pl.Int32()).alias("version"),
        _lit("source", sheet.source.id),
        pl.col("file"),
        pl.col("line"),
        _lit("item", item),
        _lit("before_class", classes[0]),
        _lit("after_class", classes[1]),
    )


def in_turn(rows: pl.DataFrame, sheet: Sheet, steps: tuple[Apply, ...]) -> Outcome:
    """Applies steps one after the other and gathers what they did."""
    changes, aside = [pl.DataFrame(schema=CHANGES)], [pl.DataFrame(schema=SET_ASIDE)]
    for step in steps:
        outcome = step(rows, sheet)
        rows = outcome.rows
        changes.append(outcome.changes)
        aside.append(outcome.set_aside)
    return Outcome(rows, pl.concat(changes), pl.concat(aside))


def _lit(name: str, value: str) -> pl.Expr:
    return pl.lit(value, dtype=pl.String()).alias(name)
