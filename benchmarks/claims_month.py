"""A month of claims as an insurer of a whole city gets it: every kind of record, in the shares that files of the wild have.

Writes UKE (レセプト電算処理システム 記録条件仕様) in CP932. People, institutions and cards are invented.
"""

import random
from collections.abc import Iterator
from pathlib import Path

FULL = str.maketrans("0123456789", "０１２３４５６７８９")
FAMILIES, GIVENS = (
    ["佐藤", "山田", "髙橋", "﨑村", "渡邊", "小林", "伊藤", "中村"],
    ["太郎", "花子", "陽葵", "湊", "結衣", "蓮", "さくら", "健太"],
)
KANA = ["サトウ", "タロウ", "ヤマダ", "ハナコ", "タカハシ", "ヒマリ", "ワタナベ", "ミナト"]
SEED, BATCH = 7, 2_000
DRUG = "a drug"  # one of 4,000, some far more often than others
NIGHT = ("111000570", 85)
VISITS = (  # 診療識別, records and codes of one unit, its points: what every visit has
    (("11", (("SI", "111000110"),), 291), ("11", (("SI", "111703270"),), 1)),
    (("12", (("SI", "112007410"),), 75), ("12", (("SI", "112011010"),), 52), ("12", (("SI", "112015770"),), 1)),
)
UNITS = (
    ("13", (("SI", "113001810"),), 225),
    ("60", (*(("SI", f"16000{n}10") for n in (194, 224, 229, 234, 541, 261, 171)), ("SI", "160054710")), 103),
    ("60", (("SI", "160008010"),), 21),
    ("60", (("SI", "160061710"),), 125),
    ("60", (("SI", "160061810"),), 144),
    ("21", (("IY", DRUG), ("IY", DRUG), ("IY", DRUG)), 14),
    ("21", (("IY", DRUG), ("IY", DRUG)), 9),
    ("23", (("IY", DRUG),), 6),
    ("25", (("SI", "120002910"),), 60),
    ("33", (("SI", "130009310"), ("IY", DRUG), ("TO", "710010002")), 96),
    ("40", (("SI", "140000610"), ("TO", "710010101")), 52),
    ("70", (("SI", "170011810"),), 210),
    ("70", (("SI", "170000410"),), 85),
)
WARD = (("90", (("SI", "190117710"),), 1459), ("92", (("SI", "192000110"),), 250), ("97", (("SI", "197000110"),), 640))


def write(path: Path, receipts: int, seed: int = SEED) -> int:
    """Writes the file, by institutions of about 300 receipts; returns its number of lines."""
    rng, lines = random.Random(seed), 0  # noqa: S311 - invented claims
    with path.open("wb") as file:
        for start in range(0, receipts, 300):
            block = list(_institution(rng, start // 300, min(300, receipts - start)))
            lines += len(block)
            file.write(("\r\n".join(block) + "\r\n").encode("cp932"))
        file.write(b"\x1a")
    return lines


def _institution(rng: random.Random, number: int, receipts: int) -> Iterator[str]:
    code = f"{1_400_000 + number:07}"
    yield f"IR,2,14,1,{code},,合成第{number}医院,202403,00,046-000-0000"
    total = 0
    for place in range(1, receipts + 1):
        acts, points, days = _acts(rng)
        insured = rng.random() < 0.97
        total += points
        yield from _head(rng, place, f"{code}{place:06}", insured, points, days)
        yield from (_diagnosis(rng, at) for at in range(rng.choice((1, 2, 3, 4, 5, 6, 9))))
        yield from acts
        if rng.random() < 0.02:
            yield "SJ,01,呼吸困難が続いたため、同日に再度の検査を行った。"
    yield f"GO,{receipts},{total},99"


def _head(rng: random.Random, place: int, search: str, insured: bool, points: int, days: int) -> Iterator[str]:
    """RE, and who pays: HO and SN of the insurance, KO of a public payer."""
    person = rng.randrange(375_781)
    name, born = f"{FAMILIES[person % 8]}　{GIVENS[person // 8 % 8]}", f"{1930 + person % 94}0{1 + person % 9}15"
    re = [""] * 38
    month = "202402" if rng.random() < 0.9 else "202401"
    re[:9] = ["RE", str(place), "1114" if insured else "1212", month, name, "12"[person % 2], born, "", ""]
    re[13], re[18], re[36] = str(person), search, f"{KANA[person % 8]}　{KANA[person // 8 % 8]}"
    yield ",".join(re)
    if rng.random() < 0.3:
        yield f"MN,{search},1"
    if insured:
        symbol, number = f"{person % 90 + 10}", f"{person:07}"
        yield f"HO,00142018,{symbol.translate(FULL)},{number.translate(FULL)},{days},{points},,,,,,,,,"
        yield f"SN,1,01,00142018,{symbol},{number},{person % 4 + 1:02},,"
    if not insured or rng.random() < 0.25:
        yield f"KO,{'80140018' if insured else '12143210'},{person % 9_999_999:07},,{days},{points},,,,,,"


def _diagnosis(rng: random.Random, place: int) -> str:
    begun = f"202{rng.randrange(4)}0{rng.randrange(1, 10)}{rng.randrange(1, 29):02}"
    main = "01" if place == 0 else ""
    if rng.random() < 0.02:
        return f"SY,0000999,{begun},1,,腰背部の違和感の疑い,{main},"
    return f"SY,{8_830_000 + rng.randrange(4_000)},{begun},{rng.choice('1112')},{rng.choice(('', '', '', '8002', '20498002'))},,{main},"


def _acts(rng: random.Random) -> tuple[list[str], int, int]:
    """Rows of a receipt, the points that they add up to, and days of treatment. One receipt in 25 is a stay in hospital."""
    stay = rng.random() < 0.04
    first = rng.randrange(1, 20)
    days = list(range(first, first + rng.randrange(3, 12))) if stay else sorted(rng.sample(range(1, 30), rng.choice((1, 1, 1, 2, 2, 3, 8))))
    rows, points = [], 0
    for kind, parts, worth in WARD if stay else VISITS[rng.random() < 0.8]:
        rows += _unit(kind, parts, worth, days)
        points += worth * len(days) if kind != "97" else 0
    if rng.random() < 0.06:
        rows.append(_act("SI", "", *NIGHT, days[:1]))
        points += NIGHT[1] if not stay else 0
    for kind, parts, worth in rng.choices(UNITS, k=rng.choice((20, 30, 50)) if stay else rng.choice((1, 2, 3, 4, 5, 6))):
        on = sorted(rng.sample(days, rng.randrange(1, len(days) + 1)))
        given = tuple((record, f"62{int(4000 * rng.random() ** 3):07}" if code == DRUG else code) for record, code in parts)
        rows += _unit(kind, given, worth, on)
        points += worth * len(on)
        if rng.random() < 0.1:
            rows.append(f"CO,{kind},1,810000001,前回と比較のため実施")
    return rows, points, len(days)


def _unit(kind: str, parts: tuple[tuple[str, str], ...], worth: int, days: list[int]) -> list[str]:
    """診療識別 on the first row, points on the last."""
    last = len(parts) - 1
    return [_act(record, "" if at else kind, code, worth if at == last else 0, days) for at, (record, code) in enumerate(parts)]


def _act(record: str, kind: str, code: str, points: int, days: list[int]) -> str:
    """SI and IY lay out alike; TO has unit, price and trade name before its comments."""
    cells = [""] * 31
    for day in days:
        cells[day - 1] = "1"
    lead = f"{record},{kind},1,{code},{'' if record == 'SI' else '2'},{points or ''},{len(days)}"
    between = ",,,,,,," if record != "TO" else ",個,1250,,,,,,,,,"
    return f"{lead}{between}{','.join(cells)}"
