"""Claims in the UKE record format → three tables: receipts, diagnoses, days of treatment.

Reads a decoded file record by record (レセプト電算処理システム 記録条件仕様). Unknown records are kept out and counted, never
fatal: insurers' copies carry their own. A file that ends within a receipt, or whose GO totals disagree, is refused as cut.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import polars as pl

from sukoyaka.governance.register import Source
from sukoyaka.terminal.read.encoding import DAMAGE, decode
from sukoyaka.terminal.read.refusals import FileRefused
from sukoyaka.terminal.read.wareki import parse

_ACTS = {"SI": 13, "IY": 13, "TO": 17}  # first of the 31 columns of days
_KNOWN = {"IR", "RE", "HO", "KO", "SN", "SY", "SI", "IY", "TO", "CO", "SJ", "GO"}


@dataclass
class Receipt:
    """One receipt while it is being read."""

    line: int
    kind: str
    month: date | None
    insurer: str = ""
    symbol: str = ""
    number: str = ""
    branch: str = ""
    claimed: int | None = None
    claimed_publicly: int = 0  # of a receipt without insurance (公費単独): its first KO
    summed: int = 0
    diagnoses: list[tuple[str, str, str]] = field(default_factory=list)  # code, modifiers, started
    days: dict[int, bool] = field(default_factory=dict)  # day of month → out of hours


@dataclass(frozen=True)
class Claims:
    """A file of claims: three tables with the line of the receipt's RE record, and what was skipped."""

    receipts: pl.DataFrame  # line, kind, month, insurer, symbol, number, branch, claimed, summed
    diagnoses: pl.DataFrame  # line, code, modifiers, started
    days: pl.DataFrame  # line, date, out_of_hours
    skipped: dict[str, int]  # unknown record → count
    unreadable: tuple[int, ...]  # RE lines whose month cannot be read
    impossible: tuple[int, ...]  # RE lines with an act on a day that the month does not have


def no_claims() -> Claims:
    """A file in which nothing came: what a refused file contributes."""
    return _tables([], {})


def read_claims(path: Path, source: Source) -> Claims:
    """Reads one file. Raises `FileRefused` for another encoding or a cut file."""
    text = decode(path.read_bytes().rstrip(b"\x1a"), source.encoding, path.name)
    if broken := DAMAGE.search(text):
        raise FileRefused(
            f"{path.name} holds a damaged byte in line {text.count(chr(10), 0, broken.start()) + 1}",
            "characters of CP932",
            "copy it again; it was cut or converted on the way",
        )
    lines = re.split(r"\r\n|\n|\r", text.rstrip("\x1a"))
    night = {code for item in source.items for code in item.act_codes}
    skipped: dict[str, int] = {}
    receipts = list(_receipts(lines, night, skipped, path.name))
    return _tables(receipts, skipped)


def count_receipts(path: Path) -> int:
    """Receipts of a file that was refused: they still count."""
    return sum(1 for line in path.read_bytes().splitlines() if line.startswith(b"RE,"))


def _receipts(lines: list[str], night: set[str], skipped: dict[str, int], file: str) -> Iterator[Receipt]:
    current: Receipt | None = None
    seen = insured = public = 0
    closed = False  # since the last IR a GO has come
    stated: list[tuple[int, int]] = []  # an insurer's copy may hold several institutions, each closed by its own GO
    for number, line in enumerate(lines, 1):
        if not line:
            continue
        record = line.split(",")
        name = record[0]
        if name == "IR":
            closed = False
        if name not in _KNOWN:
            skipped[name[:2]] = skipped.get(name[:2], 0) + 1
        elif name in ("RE", "GO"):
            if current is not None:
                seen, insured, public = seen + 1, insured + (current.claimed or 0), public + current.claimed_publicly
                yield current
            current = _open(number, record) if name == "RE" else None
            if name == "GO":
                closed = True
                stated.append((_int(_at(record, 1)), _int(_at(record, 2))))
        elif current is not None:
            _add(current, name, record, night)
    total = (sum(n for n, _ in stated), sum(p for _, p in stated))
    _check_whole(closed and current is None, total, seen, (insured, insured + public), file)


def _check_whole(closed: bool, total: tuple[int, int], seen: int, points: tuple[int, int], file: str) -> None:
    """`total` is what GO says; producers add 公費単独 to its points or leave it out, so `points` holds both sums."""
    if not closed:
        raise FileRefused(
            f"{file} ends within a receipt: no GO record closes it",
            "a file that ends with GO",
            "export or copy it again; it was cut on the way",
            "C-UKE-CUT",
        )
    if total[0] != seen or total[1] not in points:
        raise FileRefused(
            f"{file} holds {seen:,} receipts of {points[1]:,} points",
            f"{total[0]:,} receipts of {total[1]:,} points, as its GO record says",
            "export or copy it again; a part is missing",
            "C-UKE-CUT",
        )


def _open(line: int, record: list[str]) -> Receipt:
    return Receipt(line, _at(record, 2), _month(_at(record, 3)))


def _add(receipt: Receipt, name: str, record: list[str], night: set[str]) -> None:
    if name == "HO":
        receipt.insurer, receipt.symbol, receipt.number = _at(record, 1), _at(record, 2), _at(record, 3)
        receipt.claimed = _int(_at(record, 5))
    elif name == "KO" and receipt.claimed is None:
        receipt.claimed_publicly = receipt.claimed_publicly or _int(_at(record, 5))
    elif name == "SN":
        _card_of_qualification(receipt, record)
    elif name == "SY":
        receipt.diagnoses.append((_at(record, 1), _at(record, 4), _at(record, 2)))
    elif name in _ACTS:
        _act(receipt, name, record, night)


def _card_of_qualification(receipt: Receipt, record: list[str]) -> None:
    """SN repeats the card and adds the branch; where HO is absent it is the only place of the card."""
    receipt.branch = _at(record, 6) or receipt.branch
    receipt.insurer = receipt.insurer or _at(record, 3)
    receipt.symbol = receipt.symbol or _at(record, 4)
    receipt.number = receipt.number or _at(record, 5)


def _act(receipt: Receipt, name: str, record: list[str], night: set[str]) -> None:
    """Points stand on the last record of a unit only; the days on each."""
    points, times = _int(_at(record, 5)), _int(_at(record, 6))
    receipt.summed += points * times
    for offset, cell in enumerate(record[_ACTS[name] : _ACTS[name] + 31]):
        if cell.strip() not in ("", "0"):
            receipt.days[offset + 1] = receipt.days.get(offset + 1, False) or (name == "SI" and _at(record, 3) in night)


def _tables(receipts: list[Receipt], skipped: dict[str, int]) -> Claims:
    readable = [receipt for receipt in receipts if receipt.month is not None]
    return Claims(
        pl.DataFrame(
            [(r.line, r.kind, r.month, r.insurer, r.symbol, r.number, r.branch, r.claimed, r.summed) for r in readable],
            schema={
                "line": pl.Int32,
                "kind": pl.String,
                "month": pl.Date,
                "insurer": pl.String,
                "symbol": pl.String,
                "number": pl.String,
                "branch": pl.String,
                "claimed": pl.Int64,
                "summed": pl.Int64,
            },
            orient="row",
        ),
        pl.DataFrame(
            [(r.line, *d) for r in readable for d in r.diagnoses],
            schema={"line": pl.Int32, "code": pl.String, "modifiers": pl.String, "started": pl.String},
            orient="row",
        ),
        pl.DataFrame(
            [(r.line, day, late) for r in readable for day, late in _days(r)],
            schema={"line": pl.Int32, "date": pl.Date, "out_of_hours": pl.Boolean},
            orient="row",
        ),
        skipped,
        tuple(r.line for r in receipts if r.month is None),
        tuple(r.line for r in readable if len(r.days) > sum(1 for _ in _days(r))),
    )


def _days(receipt: Receipt) -> Iterator[tuple[date, bool]]:
    for day, late in sorted(receipt.days.items()):
        found = parse(f"{receipt.month:%Y%m}{day:02d}")
        if isinstance(found, date):
            yield found, late


def _month(text: str) -> date | None:
    """202402, or with the era code 50602."""
    text = text.strip()
    found = parse(text + "01") if len(text) in (5, 6) and text.isdigit() else None
    return found if isinstance(found, date) else None


def _at(record: list[str], index: int) -> str:
    """A field, blank where a producer dropped trailing ones."""
    return record[index].strip() if index < len(record) else ""


def _int(text: str) -> int:
    return int(text) if text.isdigit() else 0
