"""Claims files, one a month and source: opens, writes every receipt, closes, and notes whose each RE line is.

Reads spells under cards; writes `国保レセプト_YYYYMM/RECEIPTC.UKE` and its like. Why: a month is the unit in which claims arrive.
A receipt of a child insured by the city stands in two files: the insurer's and the subsidy's.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from sukoyaka.city import calendar, claims, uke
from sukoyaka.city.cards import ASSISTANCE, CHILD, ELDERLY, SINGLE_PARENT, Held
from sukoyaka.city.claims import Covered, Patient, Receipt
from sukoyaka.city.dice import Dice
from sukoyaka.city.effects import names_mood
from sukoyaka.city.insurance import INSURER, Insured
from sukoyaka.city.rates import DIRT
from sukoyaka.city.registry import Registry
from sukoyaka.city.sheet import write_whole
from sukoyaka.city.uke import Bill, Payers

NHI = "claims_nhi"
FOLDERS = {
    NHI: "国保レセプト",
    CHILD: "小児医療レセプト",
    SINGLE_PARENT: "ひとり親医療レセプト",
    ASSISTANCE: "生保医療レセプト",
    ELDERLY: "後期高齢者医療レセプト",
}
SUBSIDIES = (CHILD, SINGLE_PARENT)
EMPLOYEES = "06149990"  # an insurer of employees that does not exist
END_OF_FILE = b"\x1a"


@dataclass(frozen=True)
class ClaimRow:
    """A receipt's RE line, for the truth."""

    file: str
    line: int
    source: str
    resident_number: str
    planted: str


@dataclass(frozen=True)
class Claim:
    """A receipt with its acts and payers, as it goes into the file of one source."""

    source: str
    receipt: Receipt
    act: Bill
    payers: Payers
    search: str
    planted: str = ""


@dataclass
class Desk:
    """The payers' desk from month to month: what was sent back comes again, corrected, a month later."""

    registry: Registry
    subsidies: dict[int, list[Held]]  # person → cards of the subsidies
    people: dict[int, Patient]
    dirt: float
    returned: list[Claim] = field(default_factory=list)
    moods: list[tuple[int, int]] = field(default_factory=list)  # person and day of treatment of a mood illness, for `effects`


def subsidies(cards: Sequence[Held]) -> dict[int, list[Held]]:
    """Cards of the subsidies by person: they pay beside an insurance."""
    found: dict[int, list[Held]] = defaultdict(list)
    for card in cards:
        if card.source in SUBSIDIES:
            found[card.person].append(card)
    return found


def write_month(month: date, desk: Desk, spells: Sequence[Covered], rng: Dice, extracts: Path, last: bool) -> Iterator[ClaimRow]:
    """Writes the month's files; yields a row for each receipt. `last`: nothing sent back now could come again."""
    again, desk.returned = desk.returned, []
    by_source: dict[str, list[Claim]] = defaultdict(list)
    for claim in again:
        by_source[claim.source].append(claim)
    for number, receipt in enumerate(claims.receipts(month, spells, desk.people, rng), 1):
        if names_mood(receipt):
            desk.moods.append((receipt.spell.person, calendar.day_of(month) + receipt.days[0] - 1))
        for claim in _claims(receipt, f"{month:%Y%m}{number:08}", desk, rng, last):
            by_source[claim.source].append(claim)
    for source in FOLDERS:
        if by_source[source]:
            yield from _write(month, source, by_source[source], desk.registry, extracts)


def _claims(receipt: Receipt, search: str, desk: Desk, rng: Dice, last: bool) -> Iterator[Claim]:
    """The receipt for each source that pays a part of it."""
    spell, act = receipt.spell, uke.bill(receipt, rng)
    day = calendar.day_of(receipt.month) + receipt.days[0] - 1
    beside = [card for card in desk.subsidies.get(spell.person, []) if card.begin <= day < card.until]
    payers = payers_of(spell, beside)
    sources = [NHI if isinstance(spell, Insured) else spell.source, *(card.source for card in beside if isinstance(spell, Insured))]
    if rng.random() < DIRT.unknown_card * desk.dirt:
        yield from (Claim(source, receipt, act, _unknown_card(payers), search, "unknown card") for source in sources)
        return
    corrected = not last and rng.random() < DIRT.claimed_again * desk.dirt
    for source in sources:
        claim = Claim(source, receipt, act, payers, search, "claimed again later" if corrected else "")
        yield claim
        if corrected:
            desk.returned.append(replace(claim, planted=""))


def payers_of(spell: Covered, beside: Sequence[Held]) -> Payers:
    """Who pays: the insurance and the subsidy beside it; assistance alone; the late elderly's insurer."""
    if isinstance(spell, Insured):
        publics = tuple((card.payer, card.number) for card in beside)
        return Payers(INSURER, spell.symbol, spell.number, spell.branch, publics)
    if spell.source == ELDERLY:
        return Payers(spell.payer, "", spell.number)
    public = ((spell.payer, spell.number),)
    if spell.source == ASSISTANCE:
        return Payers(publics=public)
    return Payers(EMPLOYEES, f"{spell.person % 900 + 100}", f"{spell.person % 9000 + 1000}", "03", public)


def _unknown_card(payers: Payers) -> Payers:
    """Numbers that no sheet has: those of the insured never begin with 99, those of the subsidies are far below 9,000,000."""
    publics = tuple((payer, "99" + recipient[2:]) for payer, recipient in payers.publics)
    return replace(payers, number="99" + payers.number[2:] if payers.number else "", publics=publics)


def _write(month: date, source: str, found: Sequence[Claim], registry: Registry, extracts: Path) -> Iterator[ClaimRow]:
    file = f"{FOLDERS[source]}_{month:%Y%m}/RECEIPTC.UKE"
    lines, points = [uke.opening(month)], 0
    for number, claim in enumerate(found, 1):
        owner = registry.number[claim.receipt.spell.person]
        yield ClaimRow(file, len(lines) + 1, source, owner, claim.planted)
        lines += uke.records(claim.receipt, registry, number, claim.search, claim.act, claim.payers)
        points += claim.act.total
    lines.append(uke.closing(len(found), points))
    content = ("\r\n".join(lines) + "\r\n").encode("cp932")
    write_whole(extracts / file, content + (END_OF_FILE if month.month % 3 == 0 else b""))
