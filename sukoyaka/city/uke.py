"""Writes receipts as UKE, record by record, as the electronic claims specification lays them out.

Reads receipts; writes lines and notes the line of each RE. Why: points stand on the last row of a unit only and the kind
of act on the first row of a group only; a reader that sums rows naively must fail here as on real files.
"""

import unicodedata
from dataclasses import dataclass
from datetime import date
from functools import cache

from sukoyaka.city import calendar
from sukoyaka.city.claims import Receipt
from sukoyaka.city.dice import Dice
from sukoyaka.city.registry import Registry
from sukoyaka.city.world import NOBODY

FULL = str.maketrans("0123456789", "０１２３４５６７８９")
FIRST_VISIT, REPEAT_VISIT = ("111000110", 288), ("112007410", 73)
EXTRAS = {  # out-of-hours, holiday, late-night additions to first and repeat visits
    True: (("111000570", 85), ("111000670", 250), ("111000770", 480)),
    False: (("112001110", 65), ("112001210", 190), ("112001310", 420)),
}
BLOOD = (("160008010", 21), ("160019410", 11), ("160054710", 16))
DRUGS = ("620009001", "620009002", "620009003", "620009004", "620009005")
WARD = ("190117710", 1459)
COMMENT = "810000001"


@dataclass
class Bill:
    """The act rows of one receipt, and the points they add up to."""

    rows: list[str]
    total: int = 0
    group: str = ""

    def unit(self, kind: str, acts: list[tuple[str, str, str]], points: int, by_day: dict[int, int]) -> None:
        """One unit: several acts (record, code, amount), points on its last row, `kind` on the first row of its group."""
        count = sum(by_day.values())
        cells = [""] * 31
        for day, times in by_day.items():
            cells[day - 1] = str(times)
        days = ",".join(cells)
        for place, (record, code, amount) in enumerate(acts):
            shown = kind if kind != self.group else ""
            self.group = kind
            worth = str(points) if place == len(acts) - 1 else ""
            self.rows.append(f"{record},{shown},1,{code},{amount},{worth},{count},,,,,,,{days}")
        self.total += points * count


def bill(receipt: Receipt, rng: Dice) -> Bill:
    """What was done on the days of a receipt."""
    found = Bill([])
    if receipt.inpatient:
        found.unit("90", [("SI", WARD[0], "")], WARD[1], dict.fromkeys(receipt.days, 1))
    else:
        _visits(found, receipt)
    if receipt.medicine:
        by_day = dict.fromkeys(receipt.days[:1], receipt.medicine)
        drugs = rng.some(DRUGS, 1 + (rng.random() < 0.5))
        found.unit("21", [("IY", drug, "3") for drug in drugs], rng.integers(3, 28), by_day)
    if rng.random() < 0.18:
        tests = [("SI", code, "") for code, _ in BLOOD]
        found.unit("60", tests, sum(points for _, points in BLOOD), {receipt.days[-1]: 1})
    if rng.random() < 0.05:
        found.rows.append(f"CO,60,1,{COMMENT},前回と比較のため実施")
    return found


def _visits(found: Bill, receipt: Receipt) -> None:
    first, later = receipt.days[:1], receipt.days[1:]
    if not receipt.first:
        first, later = (), receipt.days
    if first:
        found.unit("11", [("SI", FIRST_VISIT[0], "")], FIRST_VISIT[1], {first[0]: 1})
        if receipt.extra:
            code, points = EXTRAS[True][receipt.extra - 1]
            found.unit("11", [("SI", code, "")], points, {first[0]: 1})
    if later:
        found.unit("12", [("SI", REPEAT_VISIT[0], "")], REPEAT_VISIT[1], dict.fromkeys(later, 1))
    if receipt.extra and not first:
        code, points = EXTRAS[False][receipt.extra - 1]
        found.unit("12", [("SI", code, "")], points, {later[0]: 1})


@dataclass(frozen=True)
class Payers:
    """Who pays for a receipt: the insurance, if any, then public payers."""

    insurer: str = ""
    symbol: str = ""
    number: str = ""
    branch: str = ""
    publics: tuple[tuple[str, str], ...] = ()  # 公費負担者番号, 受給者番号

    def kind(self) -> str:
        """点数表, insurance (1, 2 public alone, 3 the late elderly) and how many payers together."""
        which = "2" if not self.insurer else "3" if self.insurer.startswith("39") else "1"
        return f"1{which}{len(self.publics) + bool(self.insurer)}"


def kind_of(receipt: Receipt, payers: Payers, birth: int, is_head: bool) -> str:
    """レセプト種別: who pays, then the setting by age: 3/4 before school, 7/8 from 70, else 1/2 or 5/6."""
    age = (calendar.day_of(receipt.month) - birth) / 365.25
    base = 3 if age < 6 else 7 if age >= 70 else 1 if is_head or not payers.insurer else 5
    return f"{payers.kind()}{base if receipt.inpatient else base + 1}"


def records(receipt: Receipt, registry: Registry, number: int, search: str, act: Bill, payers: Payers) -> list[str]:
    """RE, HO, SN, KO…, SY…, SI/IY/CO… of one receipt."""
    person = receipt.spell.person
    month = receipt.month
    admitted = calendar.plain(month.replace(day=receipt.days[0])) if receipt.inpatient else ""
    household = registry.world.household[person]
    head = household != NOBODY and registry.world.head[household] == person
    re = [""] * 38
    re[:9] = ["RE", str(number), kind_of(receipt, payers, int(registry.birth[person]), head), f"{month:%Y%m}", registry.name[person],
              "2" if registry.female[person] else "1", calendar.plain(calendar.date_of(registry.birth[person])), "", admitted]  # fmt: skip
    re[13], re[18], re[36] = str(100_000 + person % 800_000), search, _full_width(registry.kana[person])
    sy = [_diagnosis(d.code, d.begun, d.suspected, d.text, main=not place) for place, d in enumerate(receipt.diagnoses)]
    return [",".join(re), *_paid(payers, len(receipt.days), act.total), *sy, *act.rows]


@cache
def _full_width(kana: str) -> str:
    return unicodedata.normalize("NFKC", kana).replace(" ", "　")


def _paid(payers: Payers, days: int, points: int) -> list[str]:
    """HO and SN of the insurance, KO of the others."""
    lines = []
    if payers.insurer:
        symbol, number = payers.symbol.translate(FULL), payers.number.translate(FULL)
        lines.append(",".join(["HO", payers.insurer, symbol, number, str(days), str(points), *[""] * 9]))
        lines.append(",".join(["SN", "1", "01", payers.insurer, payers.symbol, payers.number, payers.branch, "", ""]))
    lines += [f"KO,{payer},{recipient},,{days},{points},,,,,," for payer, recipient in payers.publics]
    return lines


def _diagnosis(code: str, begun: int, suspected: bool, text: str, main: bool) -> str:
    return ",".join(["SY", code, calendar.plain(calendar.date_of(begun)), "1", "8002" if suspected else "", text, "01" if main else "", ""])


def opening(month: date) -> str:
    """IR: the prefecture's federation, medical points, an institution that does not exist, the month of the claim."""
    claim = date(month.year + month.month // 12, month.month % 12 + 1, 1)
    return f"IR,2,14,1,9999999,,合成市内医療機関,{claim:%Y%m},00,"


def closing(count: int, points: int) -> str:
    """GO: receipts, points, the mark of the last volume."""
    return f"GO,{count},{points},99"
