"""Who a row is about, by likeness: twins, siblings and people of the same sound are never merged; a slip of the pen is forgiven."""

from datetime import date, timedelta

import numpy as np
import polars as pl
import pytest

from sukoyaka.terminal.resolve import persons
from sukoyaka.terminal.resolve.identify import LIKELY, Identified, _named, coincidence, identify
from sukoyaka.terminal.resolve.likeness import Field, code_all, levels
from sukoyaka.terminal.resolve.linker import one_to_one, within_budget
from sukoyaka.terminal.resolve.residents import Residents

MATCH = {name: name for name in ("name", "kana", "birth_date", "sex", "address", "building")}
FAMILIES = (
    ("佐藤", "ｻﾄｳ"),
    ("鈴木", "ｽｽﾞｷ"),
    ("髙﨑", "ﾀｶｻｷ"),
    ("田中", "ﾀﾅｶ"),
    ("渡邊", "ﾜﾀﾅﾍﾞ"),
    ("森", "ﾓﾘ"),
    ("長谷川", "ﾊｾｶﾞﾜ"),
    ("小林", "ｺﾊﾞﾔｼ"),
)
GIVEN = (
    ("葵", "ｱｵｲ"),
    ("湊", "ﾐﾅﾄ"),
    ("結衣", "ﾕｲ"),
    ("健太郎", "ｹﾝﾀﾛｳ"),
    ("花子", "ﾊﾅｺ"),
    ("翔太", "ｼｮｳﾀ"),
    ("美咲", "ﾐｻｷ"),
    ("大輔", "ﾀﾞｲｽｹ"),
)


def person(number: int, family: int, given: int, born: date, sex: str = "male", house: int = 0) -> dict[str, object]:
    (a, x), (b, y) = FAMILIES[family], GIVEN[given]
    return {
        "resident": f"{number:010}",
        "household": f"{house:010}",
        "name": f"{a}　{b}",
        "kana": f"{x} {y}",
        "birth_date": born,
        "sex": sex,
        "address": f"横須賀市見本町１丁目{house}番地",
        "building": None,
    }


def town() -> pl.DataFrame:
    """Sixty-four households of four: two parents and twins."""
    people = []
    for house in range(64):
        family, born = house % 8, date(1985, 1, 1) + timedelta(house * 37)
        children = date(2020, 1, 1) + timedelta(house * 11)
        for at, (given, day) in enumerate(
            ((house // 8, born), ((house // 8 + 3) % 8, born + timedelta(99)), ((house + 1) % 8, children), ((house + 5) % 8, children))
        ):
            people.append(person(house * 4 + at + 1, family, given, day, "male" if at % 2 else "female", house + 1))
    return pl.DataFrame(people, schema_overrides={"building": pl.String})


REGISTER = Residents(town(), pl.DataFrame())


def asked(*changed: dict[str, object]) -> Identified:
    """All residents as they are, and behind them the rows of the test: what they say is asked."""
    rows = pl.concat([town(), pl.DataFrame([*changed], schema=town().schema)])
    return identify(rows, pl.Series([*[True] * town().height, *[True] * len(changed)]), MATCH, REGISTER)


def link_of(result: Identified, row: int = 256) -> str | None:
    found = result.links.filter(pl.col("row") == row)
    return None if found.is_empty() else str(found["resident"][0])


CHILD = town().row(2, named=True)


def test_everybody_as_registered_is_found_by_an_exact_key() -> None:
    result = asked()
    assert result.links["resident"].to_list() == town()["resident"].to_list()
    assert result.links["step"].unique().to_list() == ["name+kana+birth+sex"]


@pytest.mark.parametrize(
    "change",
    [
        {"kana": "さとう みなと"},
        {"name": str(CHILD["name"]).replace("　", "")},
        {"name": None},
        {"birth_date": CHILD["birth_date"] + timedelta(1)},
        {"birth_date": None},
        {"address": "横須賀市遠町９番地９"},
        {"address": "見本町1-1"},
    ],
    ids=lambda change: next(iter(change)),
)
def test_one_thing_wrong_or_missing_is_forgiven(change: dict[str, object]) -> None:
    assert link_of(asked(CHILD | change)) == CHILD["resident"]


def test_a_typing_slip_in_the_given_name_of_a_twin_is_for_a_person_to_decide() -> None:
    kana = str(CHILD["kana"])
    result = asked(CHILD | {"name": None, "kana": kana[:-1] + "ﾑ"})
    assert link_of(result) is None
    assert CHILD["resident"] in result.candidates.filter(pl.col("row") == 256)["resident"].to_list()


def test_another_sex_is_for_a_person_to_decide() -> None:
    result = asked(CHILD | {"sex": "male"})
    assert link_of(result) is None
    assert result.candidates.filter(pl.col("row") == 256)["resident"][0] == CHILD["resident"]


def test_a_sibling_who_is_not_registered_is_nobody() -> None:
    family, sound = FAMILIES[0]
    result = asked(CHILD | {"name": f"{family}　慶", "kana": f"{sound} ｹｲ"})
    assert link_of(result) is None


def test_the_same_sound_alone_is_another_person() -> None:
    family, sound = str(CHILD["name"]).split("　")[0], str(CHILD["kana"])
    other = {"name": f"{family[0]}部　碧凛", "kana": sound, "address": "横須賀市遠町９番地９"}
    assert link_of(asked(CHILD | other)) is None
    assert link_of(asked(CHILD | other | {"birth_date": date(1951, 5, 5)})) is None


def test_without_a_given_name_nobody_is_found() -> None:
    assert link_of(asked(CHILD | {"name": str(CHILD["name"]).split("　")[0], "kana": str(CHILD["kana"]).split(" ")[0]})) is None


def test_rows_that_are_not_asked_are_not_linked() -> None:
    assert identify(town(), pl.repeat(value=False, n=256, eager=True), MATCH, REGISTER).links.is_empty()


def test_a_link_says_how_likely_it_is_wrong() -> None:
    links = asked(CHILD | {"birth_date": CHILD["birth_date"] + timedelta(1)}).links.filter(pl.col("step") == LIKELY)
    assert (links["wrong"] < 0.05).all()
    assert (links["wrong"] > 0).all()


def test_coincidence_is_the_share_of_residents_with_a_double() -> None:
    people = pl.DataFrame({"a": ["x", "x", "y", "z"], "b": ["1", "1", "1", None]})
    assert coincidence(_named(people, ["a", "b"])) == pytest.approx(2 / 3)
    assert coincidence(_named(people.clear(), ["a"])) == 0


@pytest.mark.parametrize(
    ("likelihood", "before", "floor"),
    [([0.9999, 0.9999, 0.9], 0, 0.9999), ([0.9999, 0.9], 1000, 0.9), ([0.9], 0, 1.0 + 1e-9), ([], 0, 1.0 + 1e-9)],
)
def test_the_budget_of_wrong_links_sets_the_floor(likelihood: list[float], before: int, floor: float) -> None:
    assert within_budget(np.array(likelihood), 0.0002, before) == pytest.approx(floor)


def test_one_to_one_takes_the_likeliest_first() -> None:
    table = pl.DataFrame({"left": [0, 0, 1], "right": [0, 1, 0], "likelihood": [0.99, 0.6, 0.98], "weight": [9.0, 1.0, 8.0]})
    assert one_to_one(table).rows() == [(0, 0)]
    assert one_to_one(table.with_columns(right=pl.Series([0, 1, 1]))).rows() == [(0, 0), (1, 1)]


@pytest.mark.parametrize(
    ("row", "resident", "level"),
    [
        ("20210506", "20210506", 4),
        ("20210605", "20210506", 3),
        ("20210507", "20210506", 3),
        ("20210512", "20210506", 2),
        ("20130202", "20210506", 1),
        (None, "20210506", 0),
    ],
)
def test_levels_of_a_birth_date(row: str | None, resident: str, level: int) -> None:
    field = Field("birth", "date", ("birth",))
    left, right = (pl.DataFrame({"birth": [text]}, schema={"birth": pl.String}) for text in (row, resident))
    at = np.zeros(1, dtype=np.int32)
    assert levels(field, code_all([field], left, right), at, at).tolist() == [level]


@pytest.mark.parametrize(
    ("row", "level"),
    [
        (("ｱ", "葵"), 5),
        (("アオイ", "葵"), 5),
        (("アオイ", None), 8),
        (("アオイ", "碧凛"), 3),
        (("アオミ", "葵"), 4),
        (("ケンタ", "健太"), 1),
        ((None, None), 0),
    ],
)
def test_levels_of_a_name_in_two_spellings(row: tuple[str | None, str | None], level: int) -> None:
    field = Field("given", "spellings", ("kana", "name"))
    left = pl.DataFrame({"kana": [row[0]], "name": [row[1]]}, schema={"kana": pl.String, "name": pl.String})
    right = pl.DataFrame({"kana": ["ｱ" if row[0] == "ｱ" else "アオイ"], "name": ["葵"]})
    at = np.zeros(1, dtype=np.int32)
    assert levels(field, code_all([field], left, right), at, at).tolist() == [level]


@pytest.mark.parametrize("kana", ["ｻﾄｳｱｵｲ", "ｱｵｲ ｻﾄｳ", "さとう　あおい", "アオイサトウ"])
def test_names_without_space_or_in_the_wrong_order_are_cut_by_the_register(kana: str) -> None:
    known = persons.Vocabulary.of(REGISTER.keys)
    keys = persons.keys(pl.DataFrame({"kana": [kana]}), {"kana": "kana"}, known)
    assert keys.select("family_kana", "given_kana").row(0) == ("サトウ", "アオイ")
