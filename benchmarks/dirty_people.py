"""Rows about people as a department would have written them: a corruption model of its own, for the linking benchmark.

Reads the truth of a synthetic city; writes `residents.parquet` (the register, raw), `rows.csv` (the extract) and `truth.parquet`
(row → resident number, null: nobody of the register). Knows nothing of the linker's tables: some of its spellings no fold mends.
Rates follow what is reported of municipal files: kana 40 % half-width, a quarter without a space, kanji missing in 15 %, moved 8 %.
"""

import random
import sys
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import jaconv
import polars as pl

from sukoyaka.city import flow

TRUE, REPEATED, STRANGERS, RELATIVES, TWINS, SAME_SOUND = 88_000, 2_000, 7_800, 1_800, 200, 200
COLUMNS = ("name", "kana", "born", "sex", "address", "building")
OLD = {
    "高": "髙", "崎": "﨑", "辺": "邊邉", "斎": "齋", "斉": "齊", "沢": "澤", "浜": "濱", "広": "廣", "国": "國", "真": "眞",
    "徳": "德", "富": "冨", "桜": "櫻", "島": "嶋嶌", "恵": "惠", "静": "靜", "栄": "榮", "関": "關", "竜": "龍", "渡": "渉",
}  # fmt: skip
KANA = "アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワン"
VOICED = dict(zip("カキクケコサシスセソタチツテトハヒフヘホ", "ガギグゲゴザジズゼゾダヂヅデドバビブベボ", strict=True))
LARGE = str.maketrans("ャュョッァィゥェォ", "ヤユヨツアイウエオ")
ERAS = (
    ("R", "令和", 5, date(2019, 5, 1)),
    ("H", "平成", 4, date(1989, 1, 8)),
    ("S", "昭和", 3, date(1926, 12, 25)),
    ("T", "大正", 2, date(1912, 7, 30)),
    ("M", "明治", 1, date(1868, 1, 25)),
)
SEXES = (("1", "2"), ("男", "女"), ("M", "F"))
FRONT = [
    tuple(word.split("/"))
    for word in [
        "赤/ｱｶ",
        "浅/ｱｻ",
        "朝/ｱｻ",
        "足/ｱｼ",
        "荒/ｱﾗ",
        "石/ｲｼ",
        "磯/ｲｿ",
        "市/ｲﾁ",
        "稲/ｲﾅ",
        "今/ｲﾏ",
        "岩/ｲﾜ",
        "植/ｳｴ",
        "魚/ｳｵ",
        "牛/ｳｼ",
        "内/ｳﾁ",
        "梅/ｳﾒ",
        "江/ｴ",
        "海/ｳﾐ",
        "榎/ｴﾉｷ",
        "大/ｵｵ",
        "岡/ｵｶ",
        "沖/ｵｷ",
        "奥/ｵｸ",
        "柿/ｶｷ",
        "垣/ｶｷ",
        "笠/ｶｻ",
        "金/ｶﾈ",
        "鎌/ｶﾏ",
        "神/ｶﾐ",
        "亀/ｶﾒ",
        "川/ｶﾜ",
        "河/ｶﾜ",
        "菊/ｷｸ",
        "岸/ｷｼ",
        "木/ｷ",
        "草/ｸｻ",
        "熊/ｸﾏ",
        "倉/ｸﾗ",
        "栗/ｸﾘ",
        "黒/ｸﾛ",
        "桑/ｸﾜ",
        "駒/ｺﾏ",
        "坂/ｻｶ",
        "榊/ｻｶｷ",
        "笹/ｻｻ",
        "沢/ｻﾜ",
        "塩/ｼｵ",
        "柴/ｼﾊﾞ",
        "島/ｼﾏ",
        "下/ｼﾓ",
        "白/ｼﾛ",
        "杉/ｽｷﾞ",
        "菅/ｽｶﾞ",
        "角/ｶﾄﾞ",
        "瀬/ｾ",
        "関/ｾｷ",
        "園/ｿﾉ",
        "高/ﾀｶ",
        "滝/ﾀｷ",
        "竹/ﾀｹ",
        "武/ﾀｹ",
        "谷/ﾀﾆ",
        "玉/ﾀﾏ",
        "津/ﾂ",
        "塚/ﾂｶ",
        "月/ﾂｷ",
        "土/ﾂﾁ",
        "堤/ﾂﾂﾐ",
        "鶴/ﾂﾙ",
        "寺/ﾃﾗ",
        "徳/ﾄｸ",
        "戸/ﾄ",
        "富/ﾄﾐ",
        "鳥/ﾄﾘ",
        "中/ﾅｶ",
        "永/ﾅｶﾞ",
        "長/ﾅｶﾞ",
        "成/ﾅﾙ",
        "西/ﾆｼ",
        "野/ﾉ",
        "橋/ﾊｼ",
        "畑/ﾊﾀ",
        "花/ﾊﾅ",
        "早/ﾊﾔ",
        "林/ﾊﾔｼ",
        "原/ﾊﾗ",
        "春/ﾊﾙ",
        "東/ﾋｶﾞｼ",
        "平/ﾋﾗ",
        "広/ﾋﾛ",
        "深/ﾌｶ",
        "福/ﾌｸ",
        "藤/ﾌｼﾞ",
        "舟/ﾌﾅ",
        "古/ﾌﾙ",
        "星/ﾎｼ",
        "細/ﾎｿ",
        "堀/ﾎﾘ",
        "本/ﾓﾄ",
        "前/ﾏｴ",
        "牧/ﾏｷ",
        "増/ﾏｽ",
        "松/ﾏﾂ",
        "丸/ﾏﾙ",
        "三/ﾐ",
        "水/ﾐｽﾞ",
        "南/ﾐﾅﾐ",
        "宮/ﾐﾔ",
        "村/ﾑﾗ",
        "室/ﾑﾛ",
        "望/ﾓﾁ",
        "桃/ﾓﾓ",
        "森/ﾓﾘ",
        "矢/ﾔ",
        "柳/ﾔﾅｷﾞ",
        "山/ﾔﾏ",
        "湯/ﾕ",
        "横/ﾖｺ",
        "吉/ﾖｼ",
        "米/ﾖﾈ",
        "若/ﾜｶ",
        "渡/ﾜﾀ",
        "和/ﾜ",
    ]
]
BACK = [
    tuple(word.split("/"))
    for word in [
        "井/ｲ",
        "池/ｲｹ",
        "泉/ｲｽﾞﾐ",
        "浦/ｳﾗ",
        "江/ｴ",
        "尾/ｵ",
        "岡/ｵｶ",
        "垣/ｶﾞｷ",
        "上/ｶﾐ",
        "川/ｶﾜ",
        "岸/ｷﾞｼ",
        "木/ｷ",
        "口/ｸﾞﾁ",
        "倉/ｸﾗ",
        "越/ｺｼ",
        "坂/ｻｶ",
        "崎/ｻｷ",
        "里/ｻﾄ",
        "沢/ｻﾞﾜ",
        "島/ｼﾏ",
        "瀬/ｾ",
        "田/ﾀ",
        "谷/ﾀﾆ",
        "塚/ﾂｶ",
        "津/ﾂ",
        "手/ﾃ",
        "戸/ﾄ",
        "中/ﾅｶ",
        "永/ﾅｶﾞ",
        "根/ﾈ",
        "野/ﾉ",
        "羽/ﾊ",
        "橋/ﾊｼ",
        "畑/ﾊﾀ",
        "浜/ﾊﾏ",
        "林/ﾊﾞﾔｼ",
        "原/ﾊﾗ",
        "部/ﾍﾞ",
        "堀/ﾎﾘ",
        "本/ﾓﾄ",
        "間/ﾏ",
        "丸/ﾏﾙ",
        "見/ﾐ",
        "水/ﾐｽﾞ",
        "宮/ﾐﾔ",
        "村/ﾑﾗ",
        "森/ﾓﾘ",
        "屋/ﾔ",
        "山/ﾔﾏ",
        "脇/ﾜｷ",
    ]
]
STEMS = [
    tuple(word.split("/"))
    for word in [
        "愛藍/ｱｲ",
        "明朱/ｱｶ",
        "秋彰/ｱｷ",
        "朝麻/ｱｻ",
        "敦篤/ｱﾂ",
        "彩綾/ｱﾔ",
        "育郁/ｲｸ",
        "一逸/ｲﾁ",
        "伊衣/ｲ",
        "歌詩/ｳﾀ",
        "栄瑛/ｴｲ",
        "桜央/ｵｳ",
        "薫香/ｶｵ",
        "和一/ｶｽﾞ",
        "勝克/ｶﾂ",
        "佳花/ｶ",
        "清聖/ｷﾖ",
        "公君/ｷﾐ",
        "恵圭/ｹｲ",
        "健謙/ｹﾝ",
        "光晃/ｺｳ",
        "琴寿/ｺﾄ",
        "里聡/ｻﾄ",
        "早紗/ｻ",
        "重茂/ｼｹﾞ",
        "俊駿/ｼｭﾝ",
        "純順/ｼﾞｭﾝ",
        "翔祥/ｼｮｳ",
        "真慎/ｼﾝ",
        "澄純/ｽﾐ",
        "節世/ｾﾂ",
        "奏颯/ｿｳ",
        "大太/ﾀﾞｲ",
        "孝隆/ﾀｶ",
        "武剛/ﾀｹ",
        "忠正/ﾀﾀﾞ",
        "千智/ﾁ",
        "哲鉄/ﾃﾂ",
        "輝照/ﾃﾙ",
        "朋友/ﾄﾓ",
        "直尚/ﾅｵ",
        "菜奈/ﾅ",
        "夏捺/ﾅﾂ",
        "信伸/ﾉﾌﾞ",
        "典憲/ﾉﾘ",
        "葉羽/ﾊ",
        "春陽/ﾊﾙ",
        "久尚/ﾋｻ",
        "秀英/ﾋﾃﾞ",
        "仁瞳/ﾋﾄ",
        "洋浩/ﾋﾛ",
        "文史/ﾌﾐ",
        "舞真/ﾏｲ",
        "誠真/ﾏｺ",
        "雅昌/ﾏｻ",
        "茉麻/ﾏ",
        "光満/ﾐﾂ",
        "美実/ﾐ",
        "恵萌/ﾒｸﾞ",
        "元基/ﾓﾄ",
        "桃百/ﾓﾓ",
        "康靖/ﾔｽ",
        "優悠/ﾕｳ",
        "幸雪/ﾕｷ",
        "由結/ﾕ",
        "洋葉/ﾖｳ",
        "義良/ﾖｼ",
        "莉里/ﾘ",
        "竜龍/ﾘｭｳ",
        "凛琳/ﾘﾝ",
        "玲怜/ﾚｲ",
        "若和/ﾜｶ",
    ]
]
TAILS = [
    tuple(word.split("/"))
    for word in [
        "子/ｺ",
        "美実/ﾐ",
        "恵絵/ｴ",
        "香佳/ｶ",
        "奈那/ﾅ",
        "代世/ﾖ",
        "江枝/ｴ",
        "里理/ﾘ",
        "紀希/ｷ",
        "音/ﾈ",
        "乃/ﾉ",
        "穂帆/ﾎ",
        "夫雄/ｵ",
        "人斗/ﾄ",
        "太汰/ﾀ",
        "樹輝/ｷ",
        "也哉/ﾔ",
        "彦/ﾋｺ",
        "之行/ﾕｷ",
        "介輔/ｽｹ",
        "一市/ｲﾁ",
        "治司/ｼﾞ",
        "郎朗/ﾛｳ",
        "明秋/ｱｷ",
        "真馬/ﾏ",
        "平兵/ﾍｲ",
        "志史/ｼ",
        "弥矢/ﾔ",
        "沙紗/ｻ",
        "花華/ﾊﾅ",
        "海/ﾐ",
        "月/ﾂﾞｷ",
        "羽葉/ﾊ",
        "良/ﾗ",
        "留瑠/ﾙ",
        "吾悟/ｺﾞ",
        "生/ｵ",
        "喜/ﾖｼ",
        "博/ﾋﾛ",
        "孝/ﾀｶ",
    ]
]
Person = dict[str, Any]
Names = Sequence[tuple[list[str], list[str]]]


def write(city: Path, out: Path, seed: int, share: float = 1.0) -> None:
    """`share` scales the number of rows."""
    rng = random.Random(seed)  # noqa: S311  # a benchmark's dirt is no secret
    people, gone = _people(city, rng)
    people.write_parquet(out / "residents.parquet")
    register = people.to_dicts()
    chosen = rng.sample(register, int(TRUE * share))
    asked = [(person, person["resident"]) for person in chosen + rng.sample(chosen, int(REPEATED * share))]
    names = [(person["name"].split("　"), person["kana"].split(" ")) for person in register[:: max(len(register) // 20_000, 1)]]
    asked += [(person, None) for person in rng.sample(gone.to_dicts(), min(int(STRANGERS * share), gone.height))]
    taken = _given_names_at_home(people)
    asked += [(_relative(rng, person, names, taken), None) for person in rng.sample(register, int(RELATIVES * share))]
    asked += [(_twin(rng, person, names, taken), None) for person in rng.sample(register, int(TWINS * share))]
    asked += [(_same_sound(rng, person), None) for person in rng.sample(register, int(SAME_SOUND * share))]
    rng.shuffle(asked)
    places = [(person["address"], person["building"]) for person in register[:: max(len(register) // 20_000, 1)]]
    rows = [_dirty(rng, person, names, places) for person, _ in asked]
    pl.DataFrame(rows, schema=dict.fromkeys(COLUMNS, pl.String), orient="row").write_csv(out / "rows.csv")
    pl.DataFrame({"resident": [number for _, number in asked]}, schema={"resident": pl.String}).write_parquet(out / "truth.parquet")


def _people(city: Path, rng: random.Random) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The residents of today with their households, and people who left and never came back; renamed by `_names`."""
    everyone = pl.read_parquet(city / "truth" / "residents.parquet").rename({"resident_number": "resident"}).sort("resident")
    spells = pl.read_parquet(city / "truth" / "households.parquet").sort("resident_number", "from_on")
    last = spells.group_by("resident_number", maintain_order=True).last()
    everyone = everyone.join(
        last.select(resident="resident_number", household="household_number", until_on="until_on"), on="resident", how="left"
    )
    everyone = everyone.with_columns(_names(everyone, rng)).sort("resident")
    back = pl.read_parquet(city / "truth" / "renumbered.parquet")
    first = everyone["resident"].is_in(pl.concat([back["first_number"], back["second_number"]]).implode())
    here = everyone["household"].is_not_null() & everyone["until_on"].is_null()
    keep = ("resident", "household", "name", "kana", "birth_date", "sex", "address", "building")
    return everyone.filter(here).select(keep), everyone.filter(~here & ~first).select(keep)


def _names(people: pl.DataFrame, rng: random.Random) -> list[pl.Series]:
    """As many names as a city of that size has: the synthetic city's few hundred family names make a hundred times the namesakes.

    Two in five families and one in two people take a rarer name; one household's family name stays one.
    """
    families: dict[tuple[str, str], tuple[str, str]] = {}
    names, readings = [], []
    for name, kana, household in people.select("name", "kana", "household").rows():
        (family, given), (family_kana, given_kana) = name.split("　"), kana.split(" ")
        key = (household or "", family)
        if key not in families:
            families[key] = _compose(rng, FRONT, BACK) if rng.random() < 0.4 else (family, family_kana)
        if rng.random() < 0.5:
            given, given_kana = _compose(rng, STEMS, TAILS)
        names.append(f"{families[key][0]}　{given}")
        readings.append(f"{families[key][1]} {given_kana}")
    return [pl.Series("name", names), pl.Series("kana", readings)]


def _compose(rng: random.Random, *parts: Sequence[tuple[str, ...]]) -> tuple[str, str]:
    chosen = [rng.choice(part) for part in parts]
    return "".join(rng.choice(part[0]) for part in chosen), "".join(part[1] for part in chosen)


def _given_names_at_home(people: pl.DataFrame) -> dict[str, set[str]]:
    """Kana of the given names by household: nobody names two children alike."""
    given = people.group_by("household").agg(pl.col("kana").str.split(" ").list.last())
    return {household: set(names) for household, names in given.rows()}


def _other_given(rng: random.Random, person: Person, names: Names, taken: dict[str, set[str]]) -> Person:
    written, read = rng.choice(names)
    while read[1] in taken[person["household"]]:
        written, read = rng.choice(names)
    return person | _renamed(person, given=(written[1], read[1]))


def _relative(rng: random.Random, person: Person, names: Names, taken: dict[str, set[str]]) -> Person:
    """Somebody of the same family name at the same address, whom the register does not have."""
    born = date(1940, 1, 1) + timedelta(rng.randrange(30_000))
    return _other_given(rng, person, names, taken) | {"birth_date": born, "sex": rng.choice(("male", "female"))}


def _twin(rng: random.Random, person: Person, names: Names, taken: dict[str, set[str]]) -> Person:
    """A twin who is not in the register: all but the given name is the same."""
    return _other_given(rng, person, names, taken)


def _same_sound(rng: random.Random, person: Person) -> Person:
    """Another person of the same kana and sex, of another age and address, written with other kanji."""
    given = "".join(rng.choice("葵碧凛律朔湊紬楓") for _ in range(2))
    born = person["birth_date"] + timedelta(rng.choice((-1, 1)) * rng.randrange(400, 9000))
    return (
        person
        | _renamed(person, given=(given, person["kana"].split(" ")[1]))
        | {"birth_date": born, "address": "横須賀市港町９番地９", "building": ""}
    )


def _renamed(person: Person, given: tuple[str, str] | None = None, family: tuple[str, str] | None = None) -> Person:
    name, kana = person["name"].split("　"), person["kana"].split(" ")
    if given:
        name[1], kana[1] = given
    if family:
        name[0], kana[0] = family
    return {"name": "　".join(name), "kana": " ".join(kana)}


def _dirty(rng: random.Random, person: Person, names: Names, places: Sequence[tuple[str, str]]) -> tuple[str, ...]:
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
    missing = rng.random()
    name, kana = ("" if missing < 0.15 else name), ("" if missing > 0.995 else kana)
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
    return (
        jaconv.z2h(kana).replace("　", " ")
        if draw < 0.4
        else jaconv.kata2hira(kana).replace("　", " ")
        if draw < 0.45
        else kana.replace("　", " ")
    )


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
        address = (
            address.replace("丁目", "-")
            .replace("番地", "-")
            .replace("番", "-")
            .replace("号", "")
            .translate(str.maketrans("０１２３４５６７８９－", "0123456789-"))
        )
    elif style == 3:
        address = address.replace("番地", "番地の")
    elif style == 4:
        for figure, kanji in zip("１２３４", "一二三四", strict=True):
            address = address.replace(f"{figure}丁目", f"{kanji}丁目")
    if rng.random() < 0.1:
        address = address.removeprefix("横須賀市")
    return address, (building if rng.random() < 0.75 else "")


if __name__ == "__main__":
    place, chosen_seed, chosen_share = Path(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3])
    flow.build(flow.Request(chosen_share, chosen_seed, date(2024, 4, 1)), place / "city")
    write(place / "city", place, chosen_seed, chosen_share)
