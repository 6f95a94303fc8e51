"""The acts of claims (SI, IY, TO) → points by receipt, and the days of the month on which something was done.

Reads UKE records, gives sums and days by receipt. Days are bits of a number. An act that is written as the specification says is read
out of its bytes; any other (a blank or a wide digit within a field, two characters in a cell of a day) is cut field by field.
"""

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from sukoyaka.terminal.read.uke_bits import SPAN, Bits, Flags, Lines, Places, Words, eight_at, first, lowest, number, without_lowest
from sukoyaka.terminal.read.uke_records import Records, text, whole

_FIRST = {"SI": 13, "IY": 13, "TO": 17}  # first of the 31 columns of days
_HEAD = 8  # fields of an act up to its 回数, then all that follows in one
_CONSULTED = 2  # first of the columns of days of JD (受診日等)
_COUNTED = "1"  # a day of JD that counts as one of treatment
_PUBLIC_ONLY = ("5", "6", "7")  # 負担区分 of acts that the insurer does not pay
_MEALS = "97"  # 診療識別 of meals: yen, not points
_CODE_WIDTH = 9
DAYS = np.arange(1, 32)
BITS = 2**DAYS
_INHERITED, _OTHER, _OF_MEALS = 0, 1, 2  # what an act says of 診療識別


@dataclass(frozen=True)
class Acts:
    """Acts, and the comments between them, in the order of the file; of comments only `kind` is told."""

    line: Places
    kind: NDArray[np.int8]
    points: Places  # 点数×回数
    public_only: Flags
    late: Flags  # by a night or holiday addition
    days: Places

    def put(self, at: Places, other: "Acts") -> None:
        """Takes over what the other says, at these places."""
        for ours, theirs in ((self.kind, other.kind), (self.points, other.points), (self.days, other.days)):
            ours[at] = theirs
        self.public_only[at], self.late[at] = other.public_only, other.late


@dataclass(frozen=True)
class Done:
    """What was done, by receipt (the line of its RE, in order)."""

    receipt: Lines
    points: Places  # meals are none
    public_only: Places  # points that public payers alone pay
    days: Places
    late: Places  # days with a night or holiday addition


def done(found: Records, night: frozenset[str]) -> Done:
    """Σ(点数×回数) and days of each receipt that has acts or JD records.

    Points stand on the last record of a unit only, 診療識別 on the first record of a group only: later ones inherit it.
    """
    acts = _acts(found, night)
    receipt = found.receipt[acts.line]
    points = np.where(_meals(acts.kind, receipt), 0, acts.points)
    consulted = found.of("JD")
    lines = np.concatenate([receipt, found.receipt[consulted]])
    none = np.zeros(len(consulted), np.int64)
    columns = (
        (points, none, np.add),
        (np.where(acts.public_only, points, 0), none, np.add),
        (acts.days, _consulted(found, consulted), np.bitwise_or),
        (np.where(acts.late, acts.days, 0), none, np.bitwise_or),
    )
    order = np.argsort(lines, kind="stable") if len(consulted) else slice(None)
    starts = np.flatnonzero(np.diff(lines[order], prepend=-1))
    sums = [by.reduceat(np.concatenate([ours, theirs])[order], starts) if len(starts) else none for ours, theirs, by in columns]
    return Done(lines[order][starts], *sums)


def _meals(kind: NDArray[np.int8], receipt: Lines) -> Flags:
    """Whether an act is of meals: by its own 診療識別, or that of the act before it in the receipt."""
    says = (kind != _INHERITED) | (np.diff(receipt, prepend=-1) != 0)
    at = np.maximum.accumulate(np.where(says, np.arange(len(kind)), 0))
    return np.take(kind == _OF_MEALS, at)


def _acts(found: Records, night: frozenset[str]) -> Acts:
    lines = found.of(*_FIRST, "CO")
    acts, plain = _plain(found, lines, night)
    odd = np.flatnonzero(~plain)
    if len(odd):
        acts.put(odd, _by_field(found, lines[odd], night))
    return acts


def _plain(found: Records, lines: Places, night: frozenset[str]) -> tuple[Acts, Flags]:
    """Acts as the specification has them, and which of them are."""
    buffer, words = np.frombuffer(found.raw, np.uint8), eight_at(found.raw)
    commas = Bits(buffer == ord(","))
    at, end = found.begins[lines] + 3, found.ends[lines]
    bits = commas.at(at) & first(end - at)
    fields: list[tuple[Places, Places]] = []  # where one begins, how wide it is
    begin = np.zeros_like(at)
    for _ in range(_HEAD - 2):
        after = lowest(bits)
        fields.append((at + begin, after - begin))
        begin, bits = after + 1, without_lowest(bits, 1)
    (_, kind_width), (payer, payer_width), (code, code_width), _, (price, price_width), (times, times_width) = fields
    kind, kind_plain = _kind(words[at], kind_width)
    points, points_plain = number(words[price], price_width)
    count, count_plain = number(words[times], times_width)
    digits = Bits(buffer - np.uint8(ord("1")) < np.uint8(9))
    days, days_plain = _days(commas, digits, _first_day(found, commas, lines, at + begin, end), end)
    fine = kind_plain & (payer_width <= 1) & _is_code(buffer, code, code_width) & points_plain & count_plain & days_plain & (begin <= SPAN)
    public = (payer_width == 1) & np.isin(buffer[payer], np.frombuffer("".join(_PUBLIC_ONLY).encode(), np.uint8))
    comment = found.is_a("CO", lines)
    late = found.is_a("SI", lines) & (code_width == _CODE_WIDTH) & _at_night(buffer, words, code, night)
    acts = Acts(lines, kind, np.where(comment, 0, points * count), public & ~comment, late, np.where(comment, 0, days))
    return acts, np.where(comment, kind_plain, fine & all(len(each) == _CODE_WIDTH for each in night))


def _kind(words: Words, width: Places) -> tuple[NDArray[np.int8], Flags]:
    """診療識別: two digits, or none at all."""
    _, digits = number(words, width)
    meals = (words & np.uint64(0xFFFF)) == np.uint64(int.from_bytes(_MEALS.encode(), "little"))
    says = np.where(width == 0, _INHERITED, np.where(meals, _OF_MEALS, _OTHER)).astype(np.int8)
    return says, digits & ((width == 0) | (width == len(_MEALS)))


def _is_code(buffer: NDArray[np.uint8], code: Places, width: Places) -> Flags:
    """Whether it can be compared as it stands: of nine characters, or with no blank around it."""
    digits = buffer - np.uint8(ord("0")) <= np.uint8(9)
    comparable: Flags = (width == _CODE_WIDTH) | (digits[code] & digits[code + width - 1])
    return comparable


def _at_night(buffer: NDArray[np.uint8], words: Words, code: Places, night: frozenset[str]) -> Flags:
    """Whether the nine characters there are one of the codes."""
    head, last = words[code], buffer[code + _CODE_WIDTH - 1]
    found = np.zeros(len(code), np.bool_)
    for each in sorted(night):
        raw = each.encode()
        found |= (head == np.uint64(int.from_bytes(raw[:8], "little"))) & (last == raw[-1])
    return found


def _first_day(found: Records, commas: Bits, lines: Places, tail: Places, end: Places) -> Places:
    """Where the first cell of a day begins: right after the end where a producer dropped it, far before where it is out of sight."""
    bits = without_lowest(commas.at(tail) & first(end - tail), _FIRST["SI"] - _HEAD)
    materials = np.flatnonzero(found.is_a("TO", lines))
    bits[materials] = without_lowest(bits[materials], _FIRST["TO"] - _FIRST["SI"])
    absent = np.where(end - tail > SPAN, tail - 1, end)
    return np.where(bits == 0, absent, tail + lowest(bits)) + 1


def _days(commas: Bits, digits: Bits, begin: Places, end: Places) -> tuple[Places, Flags]:
    """Days as bits, of cells that are blank or hold one digit from 1 to 9; and whether all cells are such."""
    inside, ends = first(end - begin), commas.at(begin)
    filled = ~ends & inside
    plain = (end - begin <= SPAN) & (filled & ((filled >> np.uint64(1)) | ~digits.at(begin)) == 0)
    days = np.zeros(len(begin), np.int64)
    left = np.flatnonzero(plain & (filled != 0))
    cells, ends = filled[left], ends[left]
    while len(left):
        cell = cells & -cells
        days[left] |= np.int64(2) << np.bitwise_count(ends & (cell - np.uint64(1))).astype(np.int64)
        cells ^= cell
        more = np.flatnonzero(cells)
        left, cells, ends = left[more], cells[more], ends[more]
    return days & BITS.sum(), plain


def _by_field(found: Records, lines: Places, night: frozenset[str]) -> Acts:
    """Acts cut field by field, whatever stands in them."""
    name = pl.Series(np.select([found.is_a("TO", lines), found.is_a("SI", lines), found.is_a("IY", lines)], ["TO", "SI", "IY"], "CO"))
    acts, comment = pl.col("name").is_in([*_FIRST]), pl.col("name") == "CO"
    kind = pl.when(pl.col("f1") == "").then(_INHERITED).when(pl.col("f1") == _MEALS).then(_OF_MEALS).otherwise(_OTHER)
    read = (
        _split(found, lines, _HEAD)
        .with_columns(name=name)
        .select(
            kind=kind.cast(pl.Int8),
            points=pl.when(acts).then(whole("f5") * whole("f6")).otherwise(0),
            public_only=acts & pl.col("f2").is_in(_PUBLIC_ONLY),
            late=pl.col("f3").is_in(sorted(night)) & (pl.col("name") == "SI"),
            first=pl.when(pl.col("name") == "TO").then(_FIRST["TO"]).otherwise(_FIRST["SI"]) - _HEAD + 1,
            filled=pl.when(comment).then(pl.lit("")).otherwise("rest"),
        )
    )
    days = _marked(read.select("first", "filled"), pl.lit(value=True))
    kinds, points, public, late = (read[each].to_numpy() for each in ("kind", "points", "public_only", "late"))
    return Acts(lines, kinds, points, public, late, days)


def _consulted(found: Records, lines: Places) -> Places:
    """The days of JD records that count, as bits."""
    return _marked(_split(found, lines, _CONSULTED + 1).select(first=pl.lit(0), filled="rest"), pl.col("cell") == _COUNTED)


def _split(found: Records, lines: Places, width: int) -> pl.DataFrame:
    """The fields of these records as `f0` and so on; as `rest`, all that follows."""
    cut = pl.read_lines(text(found, lines), name="text") if len(lines) else pl.DataFrame(schema={"text": pl.String})
    fields = cut.select(pl.col("text").str.splitn(",", width).struct.unnest()).fill_null("")
    return fields.select(*(pl.col(f"field_{at}").str.strip_chars().alias(f"f{at}") for at in range(width - 1)), rest=f"field_{width - 1}")


def _marked(rows: pl.DataFrame, counts: pl.Expr) -> Places:
    """The cells that are not blank of each row (`first, filled`), as bits; `counts` is asked of each `cell`."""
    cells = rows.lazy().unique().with_columns(cell=pl.col("filled").str.split(",").list.slice("first", len(DAYS)))
    numbered = cells.with_columns(bit=pl.int_ranges(1, pl.col("cell").list.len().cast(pl.Int64) + 1)).explode("cell", "bit")
    filled = numbered.with_columns(pl.col("cell").str.strip_chars()).filter(~pl.col("cell").is_in(["", "0"]), counts)
    bits = filled.group_by("first", "filled").agg(days=pl.lit(2).pow("bit").sum().cast(pl.Int64))
    found = rows.lazy().join(bits, on=["first", "filled"], how="left", maintain_order="left")
    return found.select(pl.col("days").fill_null(0)).collect()["days"].to_numpy()
