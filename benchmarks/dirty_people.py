"""Rows about people as a department would have written them: a corruption model of its own, for the linking benchmark.

Reads the truth of a synthetic city; writes `residents.parquet` (the register, raw), `rows.csv` (the extract) and `truth.parquet`
(row → resident number, null: nobody of the register). Knows nothing of the linker's tables: some of its spellings no fold mends.
Rates follow what is reported of municipal files: kana 40 % half-width, a quarter without a space, kanji missing in 15 %, moved 8 %.
"""

import random
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import jaconv
import polars as pl

TRUE, REPEATED, STRANGERS, RELATIVES, TWINS, SAME_SOUND = 88_000, 2_000, 7_800, 1_800, 200, 200
COLUMNS = ("name", "kana", "born", "sex", "address", "building")
OLD = {
    "高": "髙", "崎": "﨑", "辺": "邊邉", "斎": "齋", "斉": "齊", "沢": "澤", "浜": "濱", "広": "廣", "国": "國", "真": "眞",
    "徳": "德", "富": "冨", "桜": "櫻", "島": "嶋嶌", "恵": "惠", "静": "靜", "栄": "榮", "関": "關", "竜": "龍", "渡": "渉",
}  # fmt: skip
KANA = "アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワン"
VOICED = dict(zip("カキクケコサシスセソタチツテトハヒフヘホ", "ガギグゲゴザジズゼゾダヂヅデドバビブベボ", strict=True))
LARGE = str.maketrans("ャュョッァィゥェォ", "ヤユヨツアイウエオ")
ERAS = (("R", "令和", 5, date(2019, 5, 1)), ("H", "平成", 4, date(1989, 1, 8)), ("S", "昭和", 3, date(1926, 12, 25)), ("T", "大正", 2, date(1912, 7, 30)))
SEXES = (("1", "2"), ("男", "女"), ("M", "F"))
Person = dict[str, Any]


def write(city: Path, out: Path, seed: int, share: float = 1.0) -> None:
    """`share` scales the number of rows."""
    rng = random.Random(seed)
    people, gone = _people(city)
    people.write_parquet(out / "residents.parquet")
    register = people.to_dicts()
    chosen = rng.sample(register, int(TRUE * share))
    asked = [(person, person["resident"]) for person in chosen + rng.sample(chosen, int(REPEATED * share))]
    names = [(person["name"].split("　"), person["kana"].split(" ")) for person in register[:: max(len(register) // 20_000, 1)]]
    asked += [(person, None) for person in rng.sample(gone.to_dicts(), min(int(STRANGERS * share), gone.height))]
    asked += [(_relative(rng, person, names), None) for person in rng.sample(register, int(RELATIVES * share))]
    asked += [(_twin(rng, person, names), None) for person in rng.sample(register, int(TWINS * share))]
    asked += [(_same_sound(rng, person), None) for person in rng.sample(register, int(SAME_SOUND * share))]
    rng.shuffle(asked)
    places = [(person["address"], person["building"]) for person in register[:: max(len(register) // 20_000, 1)]]
    rows = [_dirty(rng, person, names, places) for person, _ in asked]
    pl.DataFrame(rows, schema=dict.fromkeys(COLUMNS, pl.String), orient="row").write_csv(out / "rows.csv")
    pl.DataFrame({"resident": [number for _, number in asked]}, schema={"resident": pl.String}).write_parquet(out / "truth.parquet")


def _people(city: Path) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The residents of today with their households, and people who left and never came back."""
    everyone = pl.read_parquet(city / "truth" / "residents.parquet").rename({"resident_number": "resident"})
    spells = pl.read_parquet(city / "truth" / "households.parquet").filter(pl.col("until_on").is_null())
    now = everyone.join(
        spells.select(resident="resident_number", household="household_number").unique("resident", keep="first", maintain_order=True),
        on="resident",
    ).sort("resident")
    identity = ("name", "kana", "birth_date", "sex")  # who shares all of these with a resident nobody could tell apart
    gone = everyone.join(now, on="resident", how="anti").join(now, on=identity, how="anti").sort("resident")
    keep = ("resident", "household", "name", "kana", "birth_date", "sex", "address", "building")
    back = pl.read_parquet(city / "truth" / "renumbered.parquet")
    both = pl.concat([back["first_number"], back["second_number"]])
    return now.select(keep), gone.filter(~pl.col("resident").is_in(both.implode()))


def _relative(rng: random.Random, person: Person, names: Sequence[tuple[list[str], list[str]]]) -> Person:
    """Somebody of the same family name at the same address, whom the register does not have."""
    written, read = rng.choice(names)
    born = date(1940, 1, 1) + timedelta(rng.randrange(30_000))
    return person | _renamed(person, given=(written[1], read[1])) | {"birth_date": born, "sex": rng.choice(("male", "female"))}


def _twin(rng: random.Random, person: Person, names: Sequence[tuple[list[str], list[str]]]) -> Person:
    """A twin who is not in the register: all but the given name is the same."""
    written, read = rng.choice(names)
    while read[1] == person["kana"].split(" ")[1]:
        written, read = rng.choice(names)
    return person | _renamed(person, given=(written[1], read[1]))


def _same_sound(rng: random.Random, person: Person) -> Person:
    """Another person of the same kana and sex, of another age and address, written with other kanji."""
    given = "".join(rng.choice("葵碧凛律朔湊紬楓") for _ in range(2))
    born = person["birth_date"] + timedelta(rng.choice((-1, 1)) * rng.randrange(400, 9000))
    return person | _renamed(person, given=(given, person["kana"].split(" ")[1])) | {"birth_date": born, "address": "横須賀市港町９番地９", "building": ""}


def _renamed(person: Person, given: tuple[str, str] | None = None, family: tuple[str, str] | None = None) -> Person:
    name, kana = person["name"].split("　"), person["kana"].split(" ")
    if given:
        name[1], kana[1] = given
    if family:
        name[0], kana[0] = family
    return {"name": "　".join(name), "kana": " ".join(kana)}


def _dirty(rng: random.Random, person: Person, names: Sequence[tuple[list[str], list[str]]], places: Sequence[tuple[str, str]]) -> tuple[str, ...]:
    age = 2024 - person["birth_date"].year
    if rng.random() < (0.03 if person["sex"] == "female" and 20 <= age <= 50 else 0.008):
        written, read = rng.choice(names)
        person = person | _renamed(person, family=(written[0], read[0]))
    place = rng.choice(places) if rng.random() < 0.08 else (person["address"], person["building"])
    name, kana = _name(rng, person["name"]), _kana(rng, person["kana"])
    if rng.random() < 0.004:
        name, kana = "　".join(reversed(name.split("　"))), " ".join(reversed(kana.split(" ")))
    if rng.random() < 0.25:
        name, kana = name.replace("　", ""), kana.replace(" ", "")
    name, kana = ("" if rng.random() < 0.15 else name), ("" if rng.random() < 0.005 else kana)
    sex = person["sex"] if rng.random() >= 0.003 else rng.choice(("male", "female"))
    return name, kana, _born(rng, person["birth_date"]), rng.choice(SEXES)[sex == "female"], *_address(rng, *place)


def _name(rng: random.Random, name: str) -> str:
    if rng.random() < 0.05:
        name = "".join(rng.choice(OLD[letter]) if letter in OLD else letter for letter in name)
    if rng.random() < 0.003:
        at = rng.randrange(len(name))
        name = name if name[at] == "　" else name[:at] + "〓" + name[at + 1 :]
    return name if rng.random() < 0.9 else name.replace("　", " ")


def _kana(rng: random.Random, half: str) -> str:
    kana = jaconv.h2z(half)
    if rng.random() < 0.016:
        kana = _typo(rng, kana)
    if rng.random() < 0.02:
        kana = _dakuten(rng, kana)
    if rng.random() < 0.12:
        kana = kana.translate(LARGE)
    draw = rng.random()
    return jaconv.z2h(kana).replace("　", " ") if draw < 0.4 else jaconv.kata2hira(kana).replace("　", " ") if draw < 0.45 else kana.replace("　", " ")


def _typo(rng: random.Random, kana: str) -> str:
    at = rng.randrange(len(kana) - 1)
    slips: tuple[Callable[[], str], ...] = (
        lambda: kana[:at] + rng.choice(KANA) + kana[at + 1 :],
        lambda: kana[:at] + kana[at + 1 :],
        lambda: kana[:at] + rng.choice(KANA) + kana[at:],
        lambda: kana[:at] + kana[at + 1] + kana[at] + kana[at + 2 :],
    )
    return kana if "　" in kana[at : at + 2] else rng.choice(slips)()


def _dakuten(rng: random.Random, kana: str) -> str:
    """A voicing mark forgotten or put where none belongs."""
    bare = {voiced: plain for plain, voiced in VOICED.items()}
    able = [at for at, letter in enumerate(kana) if letter in bare] or [at for at, letter in enumerate(kana) if letter in VOICED]
    if not able:
        return kana
    at = rng.choice(able)
    return kana[:at] + (bare.get(kana[at]) or VOICED[kana[at]]) + kana[at + 1 :]


def _born(rng: random.Random, born: date) -> str:
    draw = rng.random()
    if draw < 0.01:
        return ""
    if draw < 0.03:
        born = _slip(rng, born)
    letter, era, code, first = next(entry for entry in ERAS if born >= entry[3])
    year = born.year - first.year + 1
    forms = (
        f"{letter}{year:02}.{born:%m.%d}",
        f"{code}{year:02}{born:%m%d}",
        f"{era}{'元' if year == 1 else year}年{born.month}月{born.day}日",
        born.isoformat(),
        f"{born.year}/{born.month}/{born.day}",
        f"{born:%Y%m%d}",
    )
    return rng.choice(forms)


def _slip(rng: random.Random, born: date) -> date:
    kind = rng.randrange(4)
    if kind == 0 and born.day <= 12:
        return date(born.year, born.day, born.month)
    if kind == 1:
        return born + timedelta(rng.choice((-1, 1)))
    if kind == 2:
        return date(born.year + rng.choice((-10, -1, 1)), born.month, min(born.day, 28))
    return date(born.year, rng.randrange(1, 13), min(born.day, 28))


def _address(rng: random.Random, address: str, building: str) -> tuple[str, str]:
    style = rng.randrange(5)
    if style == 1:
        address = jaconv.z2h(address, kana=False, digit=True, ascii=True)
    elif style == 2:
        address = address.replace("丁目", "-").replace("番地", "-").replace("番", "-").replace("号", "").translate(str.maketrans("０１２３４５６７８９－", "0123456789-"))
    elif style == 3:
        address = address.replace("番地", "番地の")
    elif style == 4:
        for figure, kanji in zip("１２３４", "一二三四", strict=True):
            address = address.replace(f"{figure}丁目", f"{kanji}丁目")
    if rng.random() < 0.1:
        address = address.removeprefix("横須賀市")
    return address, (building if rng.random() < 0.75 else "")
