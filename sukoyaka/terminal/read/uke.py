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

import polars as pl

from sukoyaka.governance.register import Source
from sukoyaka.terminal.read.encoding import DAMAGE, decode, undoubted
from sukoyaka.terminal.read.refusals import FileRefused
from sukoyaka.terminal.read.uke_acts import acts, days, sums
from sukoyaka.terminal.read.uke_receipts import claimed, diagnoses, publics, receipts
from sukoyaka.terminal.read.uke_records import NO_RECEIPT, is_closed, records, skipped, stated

_PART = 16 * 2**20
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
    return _read("", frozenset()).claims


def read_claims(path: Path, source: Source) -> Claims:
    """Reads one file. Raises `FileRefused` for another encoding or a cut file."""
    raw = path.read_bytes().rstrip(b"\x1a")
    night = frozenset(code for item in source.items for code in item.act_codes)
    parts = _side_by_side(raw, source.encoding, night) or [_read(_text(raw, path.name, source), night)]
    _check_whole(parts, path.name)
    return _joined(parts)


def count_receipts(path: Path) -> int:
    """Receipts of a file that was refused: they still count."""
    return sum(1 for line in path.read_bytes().splitlines() if line.partition(b",")[0] == b"RE")


def _text(raw: bytes, file: str, source: Source) -> str:
    text = decode(raw, source.encoding, file)
    if broken := DAMAGE.search(text):
        raise FileRefused(
            f"{file} holds a damaged byte in line {text.count(chr(10), 0, broken.start()) + 1}",
            "characters of CP932",
            "copy it again; it was cut or converted on the way",
        )
    return text.rstrip("\x1a")


def _side_by_side(raw: bytes, encoding: str, night: frozenset[str]) -> list[_Part] | None:
    """The parts of a file of whose characters there is no doubt; None where there is, for the file to be read whole."""

    def part(piece: bytes) -> _Part | None:
        text = undoubted(piece, encoding)
        return None if text is None else _read(text, night)

    with ThreadPoolExecutor(_SIDE_BY_SIDE) as pool:
        found = list(pool.map(part, _pieces(raw)))
    sure = [each for each in found if each]
    return sure if len(sure) == len(found) else None


def _pieces(raw: bytes) -> Iterator[bytes]:
    at = 0
    while at < len(raw):
        between = _BETWEEN.search(raw, at + _PART)
        end = between.end() if between else len(raw)
        yield raw[at:end]
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


def _read(text: str, night: frozenset[str]) -> _Part:
    lines, rows = records(text)
    said = claimed(rows)
    return _Part(_claims(rows, said, night), lines, is_closed(rows), _totals(rows, said))


def _totals(rows: pl.DataFrame, said: pl.DataFrame) -> _Totals:
    name, go = pl.col("name"), pl.col("closed") == "GO"
    payer = ((name == "HO") | (name == "KO")) & (pl.col("receipt") != NO_RECEIPT)
    seen, payers = rows.select(((name == "RE") & go).sum().alias("seen"), (payer & go).sum().alias("payers")).row(0)
    points = dict(said.filter(go).group_by("insured").agg(pl.col("claimed").sum()).iter_rows())
    return _Totals(seen, payers, points.get(True, 0), sum(points.values()), stated(rows))


def _claims(rows: pl.DataFrame, said: pl.DataFrame, night: frozenset[str]) -> Claims:
    done = acts(rows, night)
    found, payers, named = pl.collect_all([receipts(rows, said, sums(done)), publics(rows), diagnoses(rows)])
    readable = found.filter(pl.col("month").is_not_null(), "medical").drop("medical")
    here = readable.select("line")
    of_month = days(done, rows).join(readable.select("line", "month"), on="line", maintain_order="left")
    possible = pl.col("day") <= pl.col("month").dt.month_end().dt.day()
    date = pl.col("month") + pl.duration(days=pl.col("day") - 1)
    return Claims(
        readable,
        payers.join(here, on="line", how="semi", maintain_order="left").sort("line", maintain_order=True),
        named.join(here, on="line", how="semi", maintain_order="left"),
        of_month.filter(possible).select("line", date=date, out_of_hours="out_of_hours"),
        skipped(rows),
        tuple(found.filter("medical", pl.col("month").is_null())["line"]),
        tuple(found.filter(~pl.col("medical"))["line"]),
        tuple(of_month.filter(~possible)["line"].unique().sort()),
    )


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
