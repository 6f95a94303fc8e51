"""How alike two records are, field by field: 0 says nothing (a side is blank), 1 differs, and the higher the more alike.

Reads two tables and pairs of their positions, gives one small level per pair and field. Texts become numbers first, so that a
pair costs a comparison of integers, and only distinct unequal spellings are measured letter by letter.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl
from rapidfuzz.distance import OSA, JaroWinkler
from rapidfuzz.process import cpdist

Ints = npt.NDArray[np.int32]
Levels = npt.NDArray[np.int8]
Floats = npt.NDArray[np.float64]
NEAR, CLOSE = 0.80, 0.92  # Jaro-Winkler, as in the record linkage literature
UNKNOWN, DIFFERS = 0, 1
_SHORT = 3


@dataclass(frozen=True)
class Field:
    """One thing that two records may agree on. `kind` says how likeness is graded and what `columns` are:

    spellings  kana and kanji of one name: 5 both same, 4 one same, the other alike, 3 one same against the other, 2 alike;
               where only one of them is known on both sides: 8 same, 7 alike, 6 differs
    text       one text: 4 same, 3 close, 2 near
    date       one date: 4 same, 3 a slip (day and month exchanged, one figure), 2 two of year, month and day
    code       one code: 2 same
    place      from fine to coarse: the finest that is the same
    """

    name: str
    kind: str
    columns: tuple[str, ...]
    by_frequency: bool = False  # to share a rare value says more

    @property
    def groups(self) -> tuple[tuple[int, ...], ...]:
        """Levels from differing to same, by what can be compared: that a spelling is blank is no evidence for or against a person."""
        ladder = {"text": 4, "date": 4, "code": 2, "place": len(self.columns) + 1}
        return ((1, 2, 3, 4, 5), (6, 7, 8)) if self.kind == "spellings" else (tuple(range(1, ladder[self.kind] + 1)),)

    @property
    def same(self) -> tuple[int, ...]:
        """The levels of full agreement."""
        return tuple(group[-1] for group in self.groups)


@dataclass(frozen=True)
class Coded:
    """A column of both tables as numbers (-1: blank), and the texts behind them."""

    left: Ints
    right: Ints
    texts: pl.Series

    def frequency(self) -> Floats:
        """Share of the right table's known values, by number."""
        counts = np.bincount(self.right[self.right >= 0], minlength=len(self.texts)).astype(np.float64)
        share: Floats = np.maximum(counts, 1) / max(counts.sum(), 1)
        return share


def code(left: pl.Series, right: pl.Series) -> Coded:
    """Equal texts get equal numbers. Of columns that `encoded` has put into one dictionary these are the dictionary's."""
    if left.dtype != right.dtype or not isinstance(left.dtype, pl.Categorical):
        left, right = _of_one_dictionary(left, right)
    known = pl.concat([left.drop_nulls().unique(), right.drop_nulls().unique()]).unique()
    numbers = known.to_physical().to_numpy().astype(np.int64)
    texts = pl.Series([""]).new_from_index(0, int(numbers.max(initial=-1)) + 1).scatter(numbers, known.cast(pl.String))
    return Coded(_numbers(left), _numbers(right), texts)


def _numbers(side: pl.Series) -> Ints:
    return side.to_physical().cast(pl.Int32).fill_null(-1).to_numpy()


def encoded(left: pl.DataFrame, right: pl.DataFrame, columns: Sequence[str]) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Both tables with each of these columns as numbers of one dictionary: to compare and to join them costs integers from then on."""
    for column in columns:
        one, other = _of_one_dictionary(left[column], right[column])
        left, right = left.with_columns(one.alias(column)), right.with_columns(other.alias(column))
    return left, right


def _of_one_dictionary(left: pl.Series, right: pl.Series) -> tuple[pl.Series, pl.Series]:
    dictionary = pl.Categorical(pl.Categories.random())
    return left.cast(dictionary), right.cast(dictionary)


def code_all(fields: Sequence[Field], left: pl.DataFrame, right: pl.DataFrame) -> dict[str, Coded]:
    """Every column of the fields that both tables have."""
    columns = dict.fromkeys(column for field in fields for column in field.columns)
    return {column: code(left[column], right[column]) for column in columns if column in left.columns and column in right.columns}


def levels(field: Field, coded: Mapping[str, Coded], left: Ints, right: Ints) -> Levels:
    """The level of each pair of positions; all unknown where a table lacks the columns."""
    columns = [coded[column] for column in field.columns if column in coded]
    if not columns:
        return np.zeros(len(left), dtype=np.int8)
    sides = [(column, column.left[left], column.right[right]) for column in columns]
    if field.kind == "spellings":
        return _spellings(sides)
    if field.kind == "place":
        return _place(sides, len(field.columns) + 1)
    column, a, b = sides[0]
    grade = {"text": _text, "date": _date, "code": _code}[field.kind]
    return np.where((a < 0) | (b < 0), UNKNOWN, grade(column, a, b)).astype(np.int8)


def likeness(column: Coded, a: Ints, b: Ints) -> Floats:
    """Jaro-Winkler of each pair; each distinct pair of texts is measured once. Blank and anything: 0."""
    return _measured(column, a, b, _jaro_winkler)


def _measured(column: Coded, a: Ints, b: Ints, measure: Callable[[pl.Series, pl.Series], Floats]) -> Floats:
    like = np.where((a == b) & (a >= 0), 1.0, 0.0)
    ask = np.flatnonzero((a != b) & (a >= 0) & (b >= 0))
    if len(ask):
        asked = pl.DataFrame({"pair": a[ask].astype(np.int64) * len(column.texts) + b[ask]})
        pairs = asked["pair"].unique()
        first, second = column.texts.gather(pairs // len(column.texts)), column.texts.gather(pairs % len(column.texts))
        measured = pl.DataFrame({"pair": pairs, "like": measure(first, second)})
        like[ask] = asked.join(measured, on="pair", how="left", maintain_order="left")["like"].to_numpy()
    return like


def _jaro_winkler(first: pl.Series, second: pl.Series) -> Floats:
    like: Floats = cpdist(first.to_list(), second.to_list(), scorer=JaroWinkler.similarity, dtype=np.float64, workers=-1)
    return like


def _slip(first: pl.Series, second: pl.Series) -> Floats:
    """Jaro-Winkler; it is harsh on names of three letters, where one wrong letter is still a slip of the pen."""
    like = _jaro_winkler(first, second)
    lengths = first.str.len_chars().cast(pl.Int32).to_numpy(), second.str.len_chars().cast(pl.Int32).to_numpy()
    harsh = np.flatnonzero((like < NEAR) & (np.maximum(*lengths) >= _SHORT) & (np.abs(lengths[0] - lengths[1]) <= 1))
    one, other = first.gather(harsh).to_list(), second.gather(harsh).to_list()
    apart = cpdist(one, other, scorer=OSA.distance, score_cutoff=1, dtype=np.int32, workers=-1)
    like[harsh[apart == 1]] = NEAR
    return like


def _spellings(sides: Sequence[tuple[Coded, Ints, Ints]]) -> Levels:
    known = np.array([(a >= 0) & (b >= 0) for _, a, b in sides])
    same = np.array([(a == b) & (a >= 0) for _, a, b in sides])
    like = np.array([_measured(column, a, b, _slip) for column, a, b in sides])
    against = (known & ~same & (like < NEAR)).any(axis=0)
    some, alike = same.any(axis=0), like.max(axis=0) >= NEAR
    both = np.select([same.all(axis=0), some & ~against, some, alike], [5, 4, 3, 2], 1)
    one = np.select([some, alike], [8, 7], 6)
    return np.where(known.all(axis=0), both, np.where(known.any(axis=0), one, UNKNOWN)).astype(np.int8)


def _text(column: Coded, a: Ints, b: Ints) -> Levels:
    like = likeness(column, a, b)
    return np.select([like >= 1.0, like >= CLOSE, like >= NEAR], [4, 3, 2], 1).astype(np.int8)


def _code(_: Coded, a: Ints, b: Ints) -> Levels:
    return np.where(a == b, 2, DIFFERS).astype(np.int8)


def _place(sides: Sequence[tuple[Coded, Ints, Ints]], top: int) -> Levels:
    found = np.zeros(len(sides[0][1]), dtype=np.int8)
    for rung, (_, a, b) in enumerate(reversed(sides)):
        level = top - len(sides) + 1 + rung
        found = np.where((a >= 0) & (b >= 0), np.where(a == b, level, np.maximum(found, DIFFERS)), found).astype(np.int8)
    return found


def _date(column: Coded, a: Ints, b: Ints) -> Levels:
    """The texts are eight figures, year to day."""
    letters = column.texts.str.slice(0, 8).str.pad_end(8).str.join("").item().encode("ascii")
    figures = np.frombuffer(letters, dtype=np.int8).reshape(-1, 8)
    x, y = figures[a], figures[b]
    parts = (slice(0, 4), slice(4, 6), slice(6, 8))
    year, month, day = ((x[:, part] == y[:, part]).all(axis=1) for part in parts)
    exchanged = year & (x[:, 4:6] == y[:, 6:8]).all(axis=1) & (x[:, 6:8] == y[:, 4:6]).all(axis=1)
    one_figure = (x != y).sum(axis=1) == 1
    agreeing = year.astype(np.int8) + month + day
    return np.select([a == b, exchanged | one_figure, agreeing >= 2], [4, 3, 2], 1).astype(np.int8)
