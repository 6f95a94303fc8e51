"""The peer of the claims bench: a month of claims read line by line with the csv module, as anyone would write it.

Reads UKE in one pass, gives the tables that `sukoyaka.terminal.read.uke` gives.
"""

import csv
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path

import polars as pl

from sukoyaka.terminal.read.wareki import parse

KNOWN = {"IR", "HI", "GO", "HG", "RE", "HO", "KO", "SN", "JD", "SY", "SI", "IY", "TO", "CO", "SJ", "HR"}
FIRST_DAY = {"SI": 13, "IY": 13, "TO": 17}


@dataclass
class Receipt:
    """One receipt, while its records pass by."""

    line: int
    kind: str
    month: date | None
    search: str
    institution: str
    claimed_in: date | None
    medical: bool
    returned: bool = False
    card: list[str] = field(default_factory=lambda: ["", "", "", ""])
    insured: bool = False
    visits: int = 0
    claimed: int | None = None
    act: str = ""
    by_payers: dict[tuple[str, bool], int] = field(default_factory=dict)  # 負担区分, whether points → Σ
    publics: list[tuple[str, str]] = field(default_factory=list)
    diagnoses: list[tuple[str, str, str]] = field(default_factory=list)
    days: dict[int, bool] = field(default_factory=dict)

    @property
    def summed(self) -> int:
        """Points of what the claim is of: not meals, and not what only public payers pay beside an insurance."""
        return sum(points for (payers, counts), points in self.by_payers.items() if counts and not (self.insured and payers in "567"))


@dataclass
class Read:
    """What the file says, by table."""

    receipts: list[Receipt] = field(default_factory=list)
    skipped: dict[str, int] = field(default_factory=dict)


def read(path: Path, night: frozenset[str]) -> Read:  # noqa: PLR0912 - one branch a record, as such readers are written
    """One pass over the file. Raises `ValueError` where GO disagrees with what came."""
    found, receipt = Read(), None
    count = points = 0
    opened: list[str] = []
    with path.open(encoding="cp932", newline="") as file:
        for line, row in enumerate(csv.reader(file, quoting=csv.QUOTE_NONE), 1):
            name = row[0]
            if name in FIRST_DAY and receipt:
                _act(receipt, row, FIRST_DAY[name], night if name == "SI" else frozenset())
            elif name == "SY" and receipt:
                receipt.diagnoses.append((row[1], _at(row, 4), _at(row, 2)))
            elif name == "RE":
                receipt = _receipt(line, row, opened)
                found.receipts.append(receipt)
            elif name in ("HO", "KO", "SN") and receipt:
                _payer(receipt, row)
            elif name == "JD" and receipt:
                for day, cell in enumerate(row[2:33], 1):
                    if cell.strip() == "1":
                        receipt.days.setdefault(day, False)
            elif name == "CO" and receipt:
                receipt.act = _at(row, 1) or receipt.act
            elif name == "HR" and receipt:
                receipt.returned = True
            elif name in ("IR", "HI"):
                opened, receipt = row, None
            elif name == "GO":
                count, points, receipt = count + _number(row[1]), points + _number(row[2]), None
            elif name and name not in KNOWN and name != "\x1a":
                found.skipped[name[:2]] = found.skipped.get(name[:2], 0) + 1
    if (count, points) != (len(found.receipts), sum(each.claimed or 0 for each in found.receipts)):
        raise ValueError("GO disagrees with what came")
    return found


def _receipt(line: int, row: list[str], opened: list[str]) -> Receipt:
    medical = opened[0] == "HI" or _at(opened, 3) in ("1", "")
    return Receipt(line, _at(row, 2), _month(_at(row, 3)), _at(row, 18), _at(opened, 4), _month(_at(opened, 7)), medical)


def _payer(receipt: Receipt, row: list[str]) -> None:
    if row[0] == "HO":
        receipt.card[:3] = [new or old for new, old in zip((_at(row, at) for at in (1, 2, 3)), receipt.card[:3], strict=True)]
        receipt.insured, receipt.visits, receipt.claimed = True, _number(_at(row, 4)), _number(_at(row, 5))
    elif row[0] == "KO":
        if not receipt.insured and receipt.claimed is None and _number(_at(row, 5)):
            receipt.visits, receipt.claimed = _number(_at(row, 4)), _number(_at(row, 5))
        _public(receipt, _at(row, 1), _at(row, 2))
    elif _at(row, 1) in ("1", ""):
        receipt.card[:3] = [old or new for new, old in zip((_at(row, at) for at in (3, 4, 5)), receipt.card[:3], strict=True)]
        receipt.card[3] = _at(row, 6) or receipt.card[3]
    else:
        _public(receipt, _at(row, 3), _at(row, 7))


def _public(receipt: Receipt, payer: str, recipient: str) -> None:
    if payer and recipient and (payer, recipient) not in receipt.publics:
        receipt.publics.append((payer, recipient))


def _act(receipt: Receipt, row: list[str], first: int, night: frozenset[str]) -> None:
    """診療識別 is inherited, points stand on the last row of a unit, a filled cell is a day."""
    if row[1]:
        receipt.act = row[1]
    if row[5]:
        key = row[2], receipt.act != "97"
        receipt.by_payers[key] = receipt.by_payers.get(key, 0) + int(row[5]) * int(row[6])
    late = row[3] in night
    for day, cell in enumerate(row[first : first + 31], 1):
        if cell and cell != "0":
            receipt.days[day] = receipt.days.get(day, False) or late


def _at(row: list[str], index: int) -> str:
    return row[index].strip() if index < len(row) else ""


def _number(text: str) -> int:
    return int(text) if text.isdigit() else 0


@cache
def _month(text: str) -> date | None:
    found = parse(text + "01") if len(text) in (5, 6) and text.isdigit() else None
    return found if isinstance(found, date) else None


def tables(found: Read) -> dict[str, pl.DataFrame]:
    """The answer as tables, for the steps that follow."""
    here = [each for each in found.receipts if each.medical and each.month]
    columns = ("line", "kind", "month", "search", "institution", "claimed_in", "returned", "insured", "visits", "claimed", "summed")
    card = ("insurer", "symbol", "number", "branch")
    receipts = {name: [getattr(each, name) for each in here] for name in columns} | {
        name: [each.card[at] for each in here] for at, name in enumerate(card)
    }
    return {
        "receipts": pl.DataFrame(receipts),
        "publics": pl.DataFrame([(r.line, *pair) for r in here for pair in r.publics], ["line", "payer", "recipient"], orient="row"),
        "diagnoses": pl.DataFrame(
            [(r.line, *one) for r in here for one in r.diagnoses], ["line", "code", "modifiers", "started"], orient="row"
        ),
        "days": pl.DataFrame(list(_days(here)), ["line", "date", "out_of_hours"], orient="row"),
    }


def _days(receipts: list[Receipt]) -> Iterator[tuple[int, date, bool]]:
    for receipt in receipts:
        for day, late in sorted(receipt.days.items()):
            if receipt.month:
                yield receipt.line, receipt.month.replace(day=day), late
