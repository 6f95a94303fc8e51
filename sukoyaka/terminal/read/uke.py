"""Claims in the UKE record format → tables: receipts, public payers, diagnoses, days of treatment.

Reads a file by columns (レセプト電算処理システム 記録条件仕様), institutions in parts side by side. Unknown records are kept out and
counted, never fatal: insurers' copies carry their own. A file that ends within a receipt, or whose GO totals disagree, is refused as cut.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl

from sukoyaka.governance.register import Source
from sukoyaka.terminal.read.encoding import DAMAGE, decode, is_undoubted
from sukoyaka.terminal.read.refusals import FileRefused
from sukoyaka.terminal.read.uke_acts import BITS, DAYS, Done, done
from sukoyaka.terminal.read.uke_bits import Flags
from sukoyaka.terminal.read.uke_receipts import diagnoses, payers, place, publics, receipts
from sukoyaka.terminal.read.uke_records import Records, is_closed, records, skipped, stated

_PART = 16 * 2**20
_END = b"\x1a"
_SIDE_BY_SIDE = 2  # while one part is decoded the other is taken apart
_BETWEEN = re.compile(rb"\nGO,[^\r\n]*\r?\n(?=IR,)")  # one institution's claims are closed, the next one's begin: nothing reaches across


@dataclass(frozen=True)
class Claims:
    """A file of claims: tables with the line of the receipt's RE record, and what was skipped."""

    receipts: pl.DataFrame  # see `uke_receipts.receipts`
    publics: pl.DataFrame  # line, payer, recipient
    diagnoses: pl.DataFrame  # line, code, modifiers, started
    days: pl.DataFrame  # line, date, out_of_hours
    skipped: dict[str, int]  # unknown record → count
    unreadable: tuple[int, ...]  # RE lines whose month cannot be read
    foreign: tuple[int, ...]  # RE lines of dental, pharmacy or nursing claims
    impossible: tuple[int, ...]  # RE lines with an act on a day that the month does not have


@dataclass(frozen=True)
class _Totals:
    """What came of claims, and what the GO records say came."""

    receipts: int
    payers: int
    insured: int  # points
    everything: int  # points, with those of 公費単独
    stated: tuple[int, int]

    def __add__(self, other: "_Totals") -> "_Totals":
        both = (self.stated[0] + other.stated[0], self.stated[1] + other.stated[1])
        counts = (self.receipts + other.receipts, self.payers + other.payers)
        return _Totals(*counts, self.insured + other.insured, self.everything + other.everything, both)

    def agree(self) -> bool:
        """GO counts a receipt once, or once for each of its payers; producers add 公費単独 to its points or leave it out."""
        count, points = self.stated
        return count in (self.receipts, self.payers) and points in (self.insured, self.everything)


@dataclass(frozen=True)
class _Part:
    """A stretch of a file: its claims by lines of its own, how many lines it has, whether its last receipt is closed."""

    claims: Claims
    lines: int
    closed: bool
    totals: _Totals


def no_claims() -> Claims:
    """A file in which nothing came: what a refused file contributes."""
    return _read(b"", "utf-8", frozenset()).claims


def read_claims(path: Path, source: Source) -> Claims:
    """Reads one file. Raises `FileRefused` for another encoding or a cut file."""
    raw = path.read_bytes()
    night = frozenset(code for item in source.items for code in item.act_codes)
    parts = _side_by_side(raw, source.encoding, night) or [_read(_text(raw, path.name, source).encode(), "utf-8", night)]
    _check_whole(parts, path.name)
    return _joined(parts)


def count_receipts(path: Path) -> int:
    """Receipts of a file that was refused: they still count."""
    return sum(1 for line in path.read_bytes().splitlines() if line.partition(b",")[0] == b"RE")


def _text(raw: bytes, file: str, source: Source) -> str:
    text = decode(raw.rstrip(_END), source.encoding, file)
    if broken := DAMAGE.search(text):
        raise FileRefused(
            f"{file} holds a damaged byte in line {text.count(chr(10), 0, broken.start()) + 1}",
            "characters of CP932",
            "copy it again; it was cut or converted on the way",
        )
    return text.rstrip(_END.decode())


def _side_by_side(raw: bytes, encoding: str, night: frozenset[str]) -> list[_Part] | None:
    """The parts of a file of whose characters there is no doubt; None where there is, for the file to be read whole."""

    def part(piece: memoryview) -> _Part | None:
        lines = bytes(piece)
        return _read(lines, encoding, night) if is_undoubted(lines, encoding) else None

    with ThreadPoolExecutor(_SIDE_BY_SIDE) as pool:
        found = list(pool.map(part, _pieces(raw)))
    sure = [each for each in found if each]
    return sure if len(sure) == len(found) else None


def _pieces(raw: bytes) -> Iterator[memoryview]:
    """Stretches of whole institutions, without the marks of the end that stand after the last."""
    size, view = len(raw), memoryview(raw)
    while size and raw[size - 1 : size] == _END:
        size -= 1
    at = 0
    while at < size:
        between = _BETWEEN.search(raw, at + _PART, size)
        end = between.end() if between else size
        yield view[at:end]
        at = end


def _check_whole(parts: Sequence[_Part], file: str) -> None:
    """Every receipt is closed, and GO says what came."""
    if not parts[-1].closed:
        raise FileRefused(
            f"{file} ends within a receipt: no GO record closes it",
            "a file that ends with GO",
            "export or copy it again; it was cut on the way",
            "C-UKE-CUT",
        )
    totals = parts[0].totals
    for part in parts[1:]:
        totals += part.totals
    if not totals.agree():
        raise FileRefused(
            f"{file} holds {totals.receipts:,} receipts of {totals.everything:,} points",
            f"{totals.stated[0]:,} receipts of {totals.stated[1]:,} points, as its GO record says",
            "export or copy it again; a part is missing",
            "C-UKE-CUT",
        )


def _read(raw: bytes, encoding: str, night: frozenset[str]) -> _Part:
    found = records(raw, encoding)
    paid = payers(found)
    acts = done(found, night)
    heads = receipts(found, paid, acts)
    kept = heads.select(pl.col("medical") & pl.col("month").is_not_null()).to_series().to_numpy()
    day, impossible = _days(found, heads, acts, kept)
    claims = Claims(
        heads.filter(kept).drop("medical"),
        publics(paid, kept),
        diagnoses(found, kept),
        day,
        skipped(found),
        tuple(heads.filter("medical", pl.col("month").is_null())["line"]),
        tuple(heads.filter(~pl.col("medical"))["line"]),
        impossible,
    )
    return _Part(claims, found.lines, is_closed(found), _totals(found, heads))


def _totals(found: Records, heads: pl.DataFrame) -> _Totals:
    """Of what a GO closes; what an HG closes was returned."""
    lines = found.of("RE")
    go = found.closed_by("GO", lines)
    points = dict(heads.filter(go).group_by("insured").agg(pl.col("claimed").sum()).iter_rows())
    count, payer = np.count_nonzero(go), np.count_nonzero(found.closed_by("GO", found.of("HO", "KO")))
    return _Totals(int(count), int(payer), points.get(True, 0), sum(points.values()), stated(found))


def _days(found: Records, heads: pl.DataFrame, acts: Done, kept: Flags) -> tuple[pl.DataFrame, tuple[int, ...]]:
    """`line, date, out_of_hours` of the receipts kept, and the lines of those with a day that the month does not have."""
    at = place(found, acts.receipt)
    here = kept[at]
    row, day = np.nonzero(acts.days[here, None] & BITS)
    month = heads.select(first="month", length=pl.col("month").dt.month_end().dt.day())[at[here]]
    first, length = month["first"].to_physical().to_numpy(), month["length"].to_numpy()
    line, late = acts.receipt[here][row], acts.late[here][row] & BITS[day] != 0
    possible = DAYS[day] <= length[row]
    date = pl.Series((first[row] + day)[possible].astype(np.int32)).cast(pl.Date)
    table = pl.DataFrame({"line": line[possible], "date": date, "out_of_hours": late[possible]})
    return table, tuple(np.unique(line[~possible]).tolist())


def _joined(parts: Sequence[_Part]) -> Claims:
    """One after the other, by lines of the file."""
    before = [sum(part.lines for part in parts[:at]) for at in range(len(parts))]
    placed = [(part.claims, shift) for part, shift in zip(parts, before, strict=True)]
    return Claims(
        pl.concat(_below(claims.receipts, shift) for claims, shift in placed),
        pl.concat(_below(claims.publics, shift) for claims, shift in placed),
        pl.concat(_below(claims.diagnoses, shift) for claims, shift in placed),
        pl.concat(_below(claims.days, shift) for claims, shift in placed),
        _added(claims.skipped for claims, _ in placed),
        tuple(line + shift for claims, shift in placed for line in claims.unreadable),
        tuple(line + shift for claims, shift in placed for line in claims.foreign),
        tuple(line + shift for claims, shift in placed for line in claims.impossible),
    )


def _below(table: pl.DataFrame, lines: int) -> pl.DataFrame:
    return table.with_columns(pl.col("line") + lines)


def _added(counts: Iterable[dict[str, int]]) -> dict[str, int]:
    total: Counter[str] = Counter()
    for count in counts:
        total.update(count)
    return dict(sorted(total.items()))
