"""`hub criteria try`: what a nurse is told before she adopts a version, and what she is never told."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pytest
from click.testing import CliRunner

from sukoyaka.engine.duck import Duck
from sukoyaka.governance.permit import Permit
from sukoyaka.hub.commands import group
from sukoyaka.hub.features.view import open_view
from sukoyaka.hub.screening import criteria, movement, whatif
from sukoyaka.hub.screening.determination import NobodyToScreen, determine
from sukoyaka.records.purpose import Purpose

AS_OF = "2024-04-01"
THRESHOLD = "threshold = 5"


@pytest.fixture(scope="module")
def view(city):
    from datetime import date

    with Duck() as engine:
        yield open_view(engine, city.screening, Permit(city.register, Purpose.SCREENING, date(2024, 4, 1)), date(2024, 4, 1), "snap")


@pytest.fixture
def moved(city, view):
    people = pl.read_parquet(city.home / "crosswalks" / "screening.parquet")
    return lambda old, new: whatif.moved(view, criteria.named(old), criteria.named(new), people)


def invoke(city, new, old, *more):
    arguments = ["criteria", "try", new, "--against", old, "--as-of", AS_OF, "--home", str(city.home), "--json", *more]
    return CliRunner().invoke(group, arguments, catch_exceptions=False)


def grades(moves):
    return [(movement.GRADES.index(old), movement.GRADES.index(new)) for old, new in moves.select("old", "new").iter_rows()]


def counts(document: object) -> Iterator[object]:
    """Every count of a result, wherever it stands; thresholds and capacities are the criteria's, not anybody's."""
    if isinstance(document, dict):
        for name, value in document.items():
            if name not in ("threshold", "per_10000", "jaccard", "suppressed_below"):
                yield from counts(value)
    elif isinstance(document, list):
        for value in document:
            yield from counts(value)
    elif not isinstance(document, str):
        yield document


def files(home: Path) -> dict[str, tuple[int, bytes]]:
    return {str(p.relative_to(home)): (p.stat().st_mtime_ns, p.read_bytes()) for p in sorted(home.rglob("*")) if p.is_file()}


# -- who moves ---------------------------------------------------------------------------------------------------------


def test_the_same_criteria_move_nobody(moved, draft):
    moves = moved(draft("old"), draft("new", ("第1版", "第1版 の写し")))
    assert all(old == new for old, new in grades(moves))
    assert moves["cause"].null_count() == moves.height


@pytest.mark.parametrize("threshold", [4, 3, 2, 1])
def test_a_lower_threshold_only_adds(moved, draft, threshold):
    moves = grades(moved(draft("old"), draft("new", (THRESHOLD, f"threshold = {threshold}"))))
    assert all(new >= old for old, new in moves)
    if threshold <= 3:
        assert any(new > old for old, new in moves)


def test_a_dropped_item_takes_children_out_and_is_named(moved, draft):
    text = Path(draft("old")).read_text(encoding="utf-8")
    start = text.index("[item.moves]")
    item = text[start : text.index("\n\n", start)]
    low = (THRESHOLD, "threshold = 3")
    moves = moved(draft("old", low), draft("new", low, (item, "")))
    out = moves.filter(pl.col("old") != "none", pl.col("new") == "none")
    assert set(out["cause"]) == {"転居・転入が多い（2年に2回、3回以上）"}


def test_a_new_red_flag_is_named_as_the_reason(moved, draft):
    raised = (
        'at_least = 1\nlist = "support_needed"\nunknown = "show"\nwhy = "医療機関',
        'at_least = 1\nlist = "at_risk"\nunknown = "show"\nwhy = "医療機関',
    )
    flag = ('feature = "maltreatment_claims"', 'feature = "economy_very_hard"')
    moves = moved(draft("old"), draft("new", raised, flag))
    entered = moves.filter(pl.col("old") == "none", pl.col("new") == "at_risk")
    assert entered.height >= 10
    assert all(cause.startswith("赤旗：") for cause in entered["cause"])


def test_the_version_in_use_comes_out_as_a_run_would(city, view, moved, draft):
    people = pl.read_parquet(city.home / "crosswalks" / "screening.parquet")
    run = determine(view, criteria.named(draft("old")), people)
    listed = run.listed.filter(pl.col("selected_by") != "audit")["tier"].value_counts().sort("tier").rows()
    moves = moved(draft("old"), draft("new", (THRESHOLD, "threshold = 2")))
    assert moves.filter(pl.col("old") != "none")["old"].value_counts().sort("old").rows() == listed


# -- what is told ------------------------------------------------------------------------------------------------------


def test_no_count_from_one_to_nine_is_told(city, draft):
    for threshold in (1, 2, 3, 4):
        told = json.loads(invoke(city, draft("new", (THRESHOLD, f"threshold = {threshold}")), draft("old")).stdout)
        assert not [count for count in counts(told) if 0 < count < 10]


def test_a_move_of_many_is_told_by_group_and_reason(city, draft):
    told = json.loads(invoke(city, draft("new", (THRESHOLD, "threshold = 1")), draft("old")).stdout)
    assert told["population"] > 200
    one = told["lists"]["at_risk"]
    assert one["entered"] >= 10
    assert one["left"] == 0
    assert one["after"] == one["before"] + one["entered"]
    assert one["jaccard"] == round(one["before"] / one["after"], 3)
    assert one["causes"] == {"entered": [{"cause": movement.PLACES, "children": one["entered"]}], "left": []}
    assert told["changes"] == ["～ 一覧「リスクあり」の最低点：5点 → 1点"]


def test_of_a_move_of_few_nothing_is_told_but_that_it_is(city, moved, draft):
    flag = (
        ('feature = "maltreatment_claims"', 'feature = "shouted_self_report"'),
        ('feature = "grave_open_consultation"', 'feature = "hit_self_report"'),
    )
    old, new = draft("old"), draft("new", *flag)
    truth = moved(old, new).filter(pl.col("old") != "support_needed", pl.col("new") == "support_needed")
    assert 0 < truth.height < 10
    one = json.loads(invoke(city, new, old).stdout)["lists"]["support_needed"]
    assert one["entered"] == "10未満"
    assert {line["entered"] for lines in one["groups"].values() for line in lines} == {"10未満"}
    assert one["jaccard"] is None


def test_a_change_of_words_moves_nobody(city, draft):
    told = json.loads(invoke(city, draft("new", ('asks = "重度', 'asks = "とても重度')), draft("old")).stdout)
    assert {one[flow] for one in told["lists"].values() for flow in ("entered", "left")} == {0}


def test_the_report_names_no_child_and_stands_alone(city, draft, tmp_path):
    page = tmp_path / "try.html"
    done = invoke(city, draft("new", (THRESHOLD, "threshold = 1")), draft("old"), "--out", str(page))
    text = page.read_text(encoding="utf-8")
    people = pl.read_parquet(city.home / "crosswalks" / "screening.parquet")
    ids = {str(i) for column in ("subject_id", "person") for i in people[column]}
    for spoken in (text, done.stdout, done.stderr):
        assert not ids & set(re.findall(r"[0-9a-f]{7,}", spoken))
    assert not re.search(r"https?://|<script|src=|href=", text)
    assert "判断は人がします" in text


def test_the_home_is_left_as_it_is(city, draft, monkeypatch):
    monkeypatch.delenv("SUKOYAKA_PASSPHRASE", raising=False)
    before = files(city.home)
    assert invoke(city, draft("new", (THRESHOLD, "threshold = 2")), draft("old")).exit_code == 0
    assert files(city.home) == before
    assert not (city.home / "runs").exists()


# -- what is refused ---------------------------------------------------------------------------------------------------


def test_a_page_in_the_home_is_refused(city, draft):
    done = invoke(city, draft("new"), draft("old"), "--out", str(city.home / "try.html"))
    assert done.exit_code == 2
    assert "leaves the home as it is" in done.stderr


def test_an_unknown_feature_is_refused_before_anything_is_measured(city, draft):
    bad = draft("new", ('feature = "days_unseen"', 'feature = "income_tax"'))
    with pytest.raises(criteria.CriteriaInvalid, match="income_tax"):
        invoke(city, bad, draft("old"))


def test_a_day_without_children_is_refused(city, draft):
    with pytest.raises(NobodyToScreen):
        CliRunner().invoke(
            group,
            ["criteria", "try", draft("new"), "--against", "v1", "--as-of", "2040-04-01", "--home", str(city.home)],
            catch_exceptions=False,
        )
