"""What crosses to the office: the listed children in six tables, in its own pseudonyms, and nothing of anybody else."""

import json
from datetime import date

import polars as pl
import pytest

from sukoyaka.hub import flow
from sukoyaka.hub.screening import criteria
from sukoyaka.parcel.open import open_parcel
from sukoyaka.records.findings import TABLES

AS_OF = date(2024, 4, 1)
CHILD = f"{12:032x}"[::-1]
MOTHER = f"{10:032x}"[::-1]


@pytest.fixture
def sent(hub):
    """What the office opens, and the run behind it."""
    marts = flow.Marts(hub.screening, hub.casework, "snap")
    done = flow.screen(hub.home, marts, hub.register, criteria.load("v1"), AS_OF, hub.home / "out", hub.keys, hub.office.public())
    into = hub.home / "opened"
    manifest = open_parcel(done.parcel, hub.office, [hub.keys.public()], into)
    tables = {path.stem: pl.read_parquet(path) for path in into.glob("*.parquet")}
    return done, manifest, tables, json.loads((into / "run.json").read_text())


def test_the_tables_have_the_shapes_of_the_records(sent):
    _, manifest, tables, _ = sent
    assert set(tables) == {table.name for table in TABLES}
    for table in TABLES:
        frame = tables[table.name]
        assert tuple(frame.columns) == table.column_names
        for column in table.columns:
            assert column.nullable or frame[column.name].null_count() == 0, (table.name, column.name)
    assert (manifest.kind, manifest.receiver, manifest.sequence) == ("findings", "office", 1)


def test_only_listed_children_leave(sent):
    done, _, tables, _ = sent
    listed = done.run.children.drop_nulls("tier")
    assert tables["children"].height == listed.height < done.run.children.height
    for name in ("reasons", "unknowns", "members", "life", "coverage"):
        assert set(tables[name]["case"]) <= set(tables["children"]["case"])


def test_no_pseudonym_of_the_hub_leaves(sent, town):
    _, _, tables, _ = sent
    people = {f"{row[0]:032x}" for row in town.people}
    for frame in tables.values():
        texts = {text for column in frame.select(pl.col(pl.String)).get_columns() for text in column.drop_nulls()}
        assert not texts & people
        assert "subject_id" not in frame.columns


def test_reasons_carry_the_fact_with_its_days_and_sum_to_the_score(sent):
    done, _, tables, _ = sent
    reasons = tables["reasons"].filter(pl.col("case") == CHILD)
    score = done.run.children.filter(pl.col("subject_id") == 1_000_012)["score"].item()
    assert reasons["points"].sum() == score
    hit = reasons.filter(pl.col("item") == "hit").row(0, named=True)
    assert (hit["happened_on"], hit["known_on"], hit["source_name"]) == (date(2023, 6, 10), date(2023, 7, 31), "小児健診")
    assert hit["found"].endswith("はい")
    grave = reasons.filter(pl.col("item") == "grave_open").row(0, named=True)
    assert (grave["red_flag"], grave["position"], grave["found"]) == (True, 1, "虐待相談（重度）を受付、終結の記録なし")
    assert reasons.filter(pl.col("item") == "cap:成長・健康").row(0, named=True)["points"] < 0


def test_unknowns_say_why_and_what_would_settle_them(sent):
    _, _, tables, _ = sent
    claim = tables["unknowns"].filter(pl.col("case") == CHILD, pl.col("item") == "injury_claims").row(0, named=True)
    assert "国保医療レセプト" in claim["settles"]
    assert claim["why"]


def test_the_household_is_there_with_the_child_itself(sent):
    _, _, tables, _ = sent
    members = tables["members"].filter(pl.col("case") == CHILD)
    assert members.filter(pl.col("member") == CHILD).height == 1
    mother = members.filter(pl.col("member") == MOTHER).row(0, named=True)
    assert (mother["relation"], mother["from_on"], mother["until_on"]) == ("妻", date(2021, 5, 1), None)


def test_life_holds_the_childs_facts_and_those_of_who_lives_with_it(sent):
    _, _, tables, _ = sent
    life = tables["life"].filter(pl.col("case") == CHILD)
    assert "RESIDENCE/DIVORCE" in set(life.filter(pl.col("member") == MOTHER)["code"])
    weight = life.filter(pl.col("code") == "CHECKUP/18M/WEIGHT").row(0, named=True)
    assert weight["value"] == "7000g"
    severity = life.filter(pl.col("code") == "CONSULTATION/SEVERITY").row(0, named=True)
    assert (severity["value"], severity["strand"]) == ("重度", "concern")


def test_run_json_says_what_the_determination_was(sent):
    done, _, tables, run = sent
    assert run["run_id"] == done.run.run_id
    assert run["population"] == done.run.children.height
    assert run["support_needed"] + run["at_risk"] == tables["children"].height
    assert run["labels"] == {"support_needed": "支援必要", "at_risk": "リスクあり"}
    assert {"source", "name", "holder", "known_through", "rows_read", "rows_held_back", "rows_unplaced"} == set(run["sources"][0])
    assert {"town", "children", "mark"} == set(run["districts"][0])
    assert not [one for one in run["districts"] if one["children"] is not None and one["children"] < 10]


def test_no_word_about_custody(sent):
    _, _, tables, run = sent
    spoken = json.dumps(run, ensure_ascii=False) + "".join(tables["reasons"]["asks"]) + "".join(tables["reasons"]["found"])
    assert "一時保護" not in spoken
