"""How the values of a column are spread: shares of its codes, or of the tenths of its numbers. Counts under ten are never kept by value.

Reads a column of kept rows, gives a `Spread`. Names, addresses and free texts are measured by their width alone, the day of the fact by how
long ago it is, other days by their presence: a term that ends for everybody on one day would cry wolf each month. Why so little: what
is remembered between deliveries must tell of the file and of nobody in it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import polars as pl

from sukoyaka.governance.register import Item, ItemType

FEW = 10  # fewer than so many rows are told together with others, or not at all
ENOUGH = 100  # rows from which tenths are taken
FEWER_THAN = "10件未満の値"
_CODES = {ItemType.FLAG, ItemType.CERTAINTY, ItemType.DIAGNOSIS, ItemType.CODE}
_NUMBERS = {ItemType.NUMBER, ItemType.INTEGER}
_DAYS = {ItemType.DATE, ItemType.YEARMONTH}
_MOST = 60  # different codes that are told apart; the rest together


@dataclass(frozen=True)
class Spread:
    """`kind`: codes, numbers, days (before the delivery), width (characters) or presence alone. `rows` and `filled` to the nearest ten.

    `counts` by code, or by the place between `edges`; values under `FEW` stand together in `few`. `middle`: the median, to three figures.
    """

    kind: str
    rows: int
    filled: int
    counts: Mapping[str, int] = field(default_factory=dict)
    few: int = 0
    edges: tuple[float, ...] = ()
    middle: float | None = None

    def to_json(self) -> dict[str, Any]:
        """As it is remembered."""
        return {**vars(self), "counts": dict(self.counts), "edges": list(self.edges)}

    @classmethod
    def of_json(cls, document: Mapping[str, Any]) -> "Spread":
        """As it was remembered."""
        return cls(**{**document, "edges": tuple(document["edges"])})

    @property
    def empty_share(self) -> float:
        """Share of the rows without a value."""
        return 1 - self.filled / self.rows if self.rows else 0.0


def measured(column: pl.Series, item: Item, on: date | None, edges: tuple[float, ...] | None = None) -> Spread:
    """The spread of a typed column; numbers between their own tenths, or between the `edges` of an earlier delivery.

    `on`: day of the delivery, where the item is the day of the fact.
    """
    values = column.drop_nulls()
    if item.type in _DAYS and on is None:
        return _spread("presence", column, {}, 0)
    if item.type in _CODES or (item.type is ItemType.TOWN and values.str.contains(r"^[0-9-]+$").all()):
        return _spread("codes", column, *_kept_apart(values.cast(pl.String).to_frame("value")))
    kind, numbers = _as_numbers(values, item, on)
    own = _tenths(numbers) if edges is None else edges
    if not own or numbers.is_empty():
        return _spread(kind, column, {}, 0, own)
    places = pl.Series(own).search_sorted(numbers, side="left").cast(pl.String)
    middle = _three_figures(numbers, 0.5) if numbers.len() >= ENOUGH else None
    return _spread(kind, column, *_kept_apart(places.to_frame("value")), own, middle)


def _as_numbers(values: pl.Series, item: Item, on: date | None) -> tuple[str, pl.Series]:
    if item.type in _NUMBERS:
        return "numbers", values.cast(pl.Float64)
    if item.type in _DAYS:
        return "days", (pl.Series([on], dtype=pl.Date) - values).dt.total_days().cast(pl.Float64)
    return "width", values.cast(pl.String).str.len_chars().cast(pl.Float64)


def _tenths(numbers: pl.Series) -> tuple[float, ...]:
    """Cuts between tenths, to three figures: no cut is one person's exact value by design. Of fewer rows fewer parts, of twenty each."""
    if numbers.len() < ENOUGH:
        return ()
    parts = min(10, numbers.len() // (2 * FEW))
    return tuple(sorted({_three_figures(numbers, part / parts) for part in range(1, parts)}))


def _three_figures(numbers: pl.Series, part: float) -> float:
    return float(f"{numbers.quantile(part, 'nearest'):.3g}")


def _kept_apart(values: pl.DataFrame) -> tuple[dict[str, int], int]:
    """Counts of the values that are frequent enough, and of all others together; those together are none, or at least `FEW`."""
    counted = values.group_by("value").len().sort(["len", "value"], descending=[True, False])
    shown = counted.filter(pl.col("len") >= FEW).head(_MOST)
    few = values.height - int(shown["len"].sum())
    if 0 < few < FEW and shown.height:
        few, shown = few + int(shown["len"][-1]), shown.head(-1)
    return dict(shown.sort("value").iter_rows()), few


def _spread(
    kind: str, column: pl.Series, counts: Mapping[str, int], few: int, edges: tuple[float, ...] = (), middle: float | None = None
) -> Spread:
    filled = column.len() - column.null_count()
    return Spread(kind, column.len(), _rounded(filled, column.len()), counts, few, edges, middle)


def _rounded(filled: int, rows: int) -> int:
    """None and all are told; between them the nearest ten, so that a single empty cell is nobody's."""
    return filled if filled in (0, rows) else min(max(round(filled, -1), 1), rows)
