"""One claims file a month: opens, writes every receipt, closes, and notes whose each RE line is.

Reads insured spells; writes `国保レセプト_YYYYMM/RECEIPTC.UKE`. Why: a month is the unit in which claims arrive.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import numpy as np

from sukoyaka.city import claims, uke
from sukoyaka.city.claims import Patient
from sukoyaka.city.insurance import Insured
from sukoyaka.city.rates import DIRT
from sukoyaka.city.registry import Registry
from sukoyaka.city.sheet import write_whole

SOURCE = "claims_nhi"
END_OF_FILE = b"\x1a"


@dataclass(frozen=True)
class ClaimRow:
    """A receipt's RE line, for the truth."""

    file: str
    line: int
    resident_number: str
    planted: str


def write_month(
    month: date,
    registry: Registry,
    spells: list[Insured],
    people: dict[int, Patient],
    rng: np.random.Generator,
    dirt: float,
    extracts: Path,
) -> Iterator[ClaimRow]:
    """Writes the month's file; yields a row for each receipt."""
    file = f"国保レセプト_{month:%Y%m}/RECEIPTC.UKE"
    lines, found, points = [uke.opening(month)], [], 0
    for number, clean in enumerate(claims.receipts(month, spells, people, rng), 1):
        unknown = rng.random() < DIRT.unknown_card * dirt
        receipt = replace(clean, spell=_unknown_card(clean.spell)) if unknown else clean
        line = len(lines) + 1
        written = uke.records(receipt, registry, number, rng)
        lines += written
        points += int(written[1].split(",")[5])
        found.append(ClaimRow(file, line, registry.number[clean.spell.person], "unknown card" if unknown else ""))
    lines.append(uke.closing(len(found), points))
    content = ("\r\n".join(lines) + "\r\n").encode("cp932")
    write_whole(extracts / file, content + (END_OF_FILE if month.month % 3 == 0 else b""))
    yield from found


def _unknown_card(spell: Insured) -> Insured:
    """A number that no card of the qualification sheet has: those have seven digits and never begin with 99."""
    return replace(spell, number="99" + spell.number[2:])
