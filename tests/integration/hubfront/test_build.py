"""`hub build`: parcels become people, spells, events and marts, the same ones every time."""

import json
import shutil
from dataclasses import replace
from datetime import date

import polars as pl
import pytest
from hubfront_parcels import DAY, Hub, Terminal, family, lived, person, sources

from sukoyaka.governance.register import load
from sukoyaka.hub.marts import open_mart
from sukoyaka.hub.store.errors import NoSnapshot, NothingReceived, StoreDamaged
from sukoyaka.records import platform
from sukoyaka.records.errors import ExitCode, NotPermitted
from sukoyaka.records.purpose import Purpose


@pytest.fixture
def built(hub: Hub, terminal: Terminal, medium):
    terminal.seal(family(), medium)
    assert hub.receive(medium) == [("accepted", 0)]
    return hub.build()


def table(directory, name):
    return pl.read_parquet(directory / name / "*.parquet" if name == "events" else directory / f"{name}.parquet")


def test_every_table_has_its_shape_and_order(built):
    for shape in (platform.PEOPLE, platform.HOUSEHOLD_SPELLS, platform.COVERAGE_SPELLS, platform.EVENTS, platform.CODES):
        files = sorted((built / shape.name).glob("*.parquet")) or [built / f"{shape.name}.parquet"]
        for frame in map(pl.read_parquet, files):
            assert tuple(frame.columns) == shape.column_names
            assert frame.height > 0
            assert frame.equals(frame.sort(shape.order, nulls_last=False))
            for column in shape.columns:
                assert column.nullable or frame[column.name].null_count() == 0


def test_each_event_lies_in_the_file_of_its_period(built):
    for path in (built / "events").glob("*.parquet"):
        said = pl.read_parquet(path)["time"]
        quarters = {f"{day.year}Q{(day.month + 2) // 3}" for day in said}
        assert quarters == {path.stem} or {str(day.year) for day in said} == {path.stem} or path.stem == "earlier"


def test_events_of_every_source(built):
    people = table(built, "people")
    child = people.filter(pl.col("person") == person(2))["subject_id"].item()
    events = table(built, "events")
    own = events.filter(pl.col("subject_id") == child)
    columns = ("code", "time", "numeric_value", "text_value", "known_on")
    facts = {(code, str(time)[:10], number, text, str(known)) for code, time, number, text, known in own.select(columns).iter_rows()}
    assert facts == {
        ("RESIDENCE/BIRTH", "2021-05-01", None, None, "2021-05-01"),
        ("CHECKUP/18M/DONE", "2022-12-10", None, None, "2023-01-31"),
        ("CHECKUP/18M/HEIGHT", "2022-12-10", 79.5, None, "2023-01-31"),
        ("CHECKUP/18M/WEIGHT", "2022-12-10", 9800.0, None, "2023-01-31"),
        ("CHECKUP/18M/SUPPORT_NEED", "2022-12-10", None, "nurse", "2023-01-31"),
        ("VACCINE/MR/1", "2022-06-01", None, None, "2022-06-20"),
        ("ALLOWANCE/CHILD_REARING/START", "2022-01-05", None, None, "2022-02-28"),
        ("ALLOWANCE/CHILD_REARING/GRADE", "2022-01-05", None, "full", "2022-02-28"),
        ("ALLOWANCE/CHILD_REARING/END", "2023-06-09", None, None, "2023-07-31"),
        ("CONSULTATION/ABUSE", "2023-03-03", None, None, "2023-03-31"),
        ("CONSULTATION/SEVERITY", "2023-03-03", None, "mild", "2023-03-31"),
        ("INSURANCE/NHI/START", "2021-09-01", None, None, "2021-09-30"),
        ("CLAIM/DX/S00", "2022-08-03", None, "suspected", "2022-10-31"),
        ("CLAIM/VISIT/outpatient", "2022-08-03", None, None, "2022-10-31"),
        ("CLAIM/OUT_OF_HOURS", "2022-08-03", None, None, "2022-10-31"),
    }
    mother = people.filter(pl.col("person") == person(1))["subject_id"].item()
    codes = set(events.filter(pl.col("subject_id") == mother)["code"])
    assert codes == {
        "RESIDENCE/MOVE_IN",
        "ALLOWANCE/CHILD_REARING/START",
        "ALLOWANCE/CHILD_REARING/GRADE",
        "ALLOWANCE/CHILD_REARING/END",
    }


def test_codes_are_written_in_japanese(built):
    labels = dict(table(built, "codes").select("code", "label").iter_rows())
    assert labels["CHECKUP/18M/WEIGHT"] == "1歳6か月児健診 体重"
    assert labels["CHECKUP/18M/DONE"] == "1歳6か月児健診 受診"
    assert labels["VACCINE/MR/1"] == "麻しん風しん 1回目"
    assert labels["ALLOWANCE/CHILD_REARING/START"] == "児童扶養手当 開始"
    assert labels["CLAIM/DX/S00"] == "傷病名 S00"
    assert labels["CONSULTATION/ABUSE"] == "養護相談（虐待）"


def test_rows_in_are_rows_kept_and_rows_set_aside(built):
    document = json.loads((built / "snapshot.json").read_text())
    for counts in document["cleansing"].values():
        assert counts["rows_in"] == counts["rows_kept"] + counts["rows_set_aside"]
    assert document["cleansing"]["checkup_child"]["rules"] == {
        "changed": {"weight-in-kilograms": 1},
        "set_aside": {"duplicate-row": 1, "unknown-person": 1},
    }
    changes = table(built, "changes")
    assert changes.select("rule", "source", "item", "before_class", "after_class").rows() == [
        ("weight-in-kilograms", "checkup_child", "weight", "kg", "g")
    ]


def test_coverage_of_claims_needs_qualification(built):
    child = table(built, "people").filter(pl.col("person") == person(2))["subject_id"].item()
    spells = table(built, "coverage_spells").filter(pl.col("subject_id") == child)
    by_source = {source: (a, b) for source, a, b in spells.select("source", "from_on", "until_on").iter_rows()}
    assert by_source["claims_nhi"] == (date(2021, 9, 1), date(2023, 4, 1))
    assert by_source["checkup_child"] == (date(2021, 5, 1), date(2024, 4, 2))
    mother = table(built, "people").filter(pl.col("person") == person(1))["subject_id"].item()
    assert "claims_nhi" not in set(table(built, "coverage_spells").filter(pl.col("subject_id") == mother)["source"])


def test_a_second_build_does_nothing(hub, built):
    before = {name: (hub.home / name).stat().st_ino for name in hub.bytes("snapshots", "marts")}
    again = hub.build()
    assert again == built
    unchanged = [name for name in before if name != "snapshots/current"]
    assert all((hub.home / name).stat().st_ino == before[name] for name in unchanged)


def test_the_order_of_arrival_does_not_matter(terminal, make_hub, tmp_path):
    first, second = tmp_path / "first", tmp_path / "second"
    terminal.seal(family(), first, sequence=1, created_on=date(2024, 3, 1))
    terminal.seal(family() | {"resident": [lived(2), lived(4, household=4)]}, second, sequence=2)
    one, other = make_hub("one"), make_hub("other")
    for medium in (first, second):
        one.receive(medium)
    for medium in (second, first):
        other.receive(medium)
    one.build()
    other.build()
    folders = ("snapshots", "marts", "crosswalks", "received")
    assert one.bytes(*folders) == other.bytes(*folders)


def test_a_correction_supersedes_but_old_facts_stay_known(terminal, hub, tmp_path):
    early = family()["consultation"][0] | {"known_on": date(2023, 3, 10)}
    corrected = [family()["consultation"][0], family()["consultation"][0] | {"severity": "severe"}]
    terminal.seal({"resident": [lived(2)], "consultation": [early]}, tmp_path / "a", sequence=1)
    terminal.seal({"consultation": corrected}, tmp_path / "b", sequence=2)
    hub.receive(tmp_path / "a")
    hub.receive(tmp_path / "b")
    events = table(hub.build(), "events").filter(pl.col("code").str.starts_with("CONSULTATION"))
    assert set(events.select("code", "text_value", "known_on").iter_rows()) == {
        ("CONSULTATION/ABUSE", None, date(2023, 3, 10)),
        ("CONSULTATION/SEVERITY", "mild", date(2023, 3, 10)),
        ("CONSULTATION/SEVERITY", "severe", date(2023, 3, 31)),
    }


def test_no_two_marts_share_an_id(hub, built):
    found = []
    for directory in (built, *(open_mart(hub.home, p).directory for p in (Purpose.SCREENING, Purpose.CASEWORK))):
        people, spells = table(directory, "people"), table(directory, "household_spells")
        found += [set(people["subject_id"]), set(spells["household_id"]), set(spells["dwelling_id"].drop_nulls())]
    assert sum(len(ids) for ids in found) == len(set().union(*found))


def test_a_mart_has_no_person_and_its_crosswalk_leads_back(hub, built):
    mart = open_mart(hub.home, Purpose.CASEWORK)
    assert "person" not in pl.read_parquet_schema(mart.table("people"))
    crosswalk = pl.read_parquet(hub.home / "crosswalks" / "casework.parquet")
    assert crosswalk.columns == ["subject_id", "platform_subject_id", "person", "case"]
    assert dict(crosswalk.select("person", "case").iter_rows())[person(2)] == person(2)[::-1]
    assert "case" not in pl.read_parquet_schema(hub.home / "crosswalks" / "screening.parquet")
    assert set(crosswalk["subject_id"]) == set(pl.read_parquet(mart.table("people"))["subject_id"])


def test_an_uncleared_item_is_absent_from_the_mart(terminal, hub, medium, registers_without):
    register = registers_without("severity", purposes='purposes = ["casework"]')
    registered = replace(terminal, register=load(register))
    registered.seal(family(), medium)
    hub.receive(medium, register)
    hub.build(register=register)
    marts = {p: pl.read_parquet(open_mart(hub.home, p).table("events")) for p in (Purpose.SCREENING, Purpose.CASEWORK)}
    assert "CONSULTATION/SEVERITY" in set(marts[Purpose.CASEWORK]["code"])
    assert "CONSULTATION/SEVERITY" not in set(marts[Purpose.SCREENING]["code"])
    assert "CONSULTATION/ABUSE" in set(marts[Purpose.SCREENING]["code"])
    document = json.loads((open_mart(hub.home, Purpose.SCREENING).directory / "mart.json").read_text())
    assert "severity" not in document["allowed"]["consultation"]


def test_nothing_is_made_for_a_purpose_without_legal_footing(hub, built):
    with pytest.raises(NotPermitted, match=r"resident\.resident"):
        hub.build(as_of=date(2029, 4, 1))  # every approval ends on 2029-03-31
    assert hub.home.joinpath("snapshots/current").read_text().strip() == built.name


def test_a_mart_of_another_purpose_is_not_opened(hub, built):
    mart = open_mart(hub.home, Purpose.SCREENING)
    other = hub.home / "marts" / "planning"
    shutil.rmtree(other)
    with pytest.raises(NoSnapshot, match="planning"):
        open_mart(hub.home, Purpose.PLANNING)
    other.mkdir()
    (other / mart.snapshot).symlink_to(mart.directory)
    with pytest.raises(StoreDamaged, match="says that it is for screening"):
        open_mart(hub.home, Purpose.PLANNING)


def test_nothing_received_nothing_built(hub):
    with pytest.raises(NothingReceived):
        hub.build()
    with pytest.raises(NoSnapshot):
        open_mart(hub.home, Purpose.SCREENING)


def test_a_damaged_store_is_not_built_from(hub, terminal, medium):
    terminal.seal(family(), medium)
    hub.receive(medium)
    path = next(hub.home.glob("received/*/checkup_child.parquet"))
    path.write_bytes(path.read_bytes()[:-1] + b"x")
    with pytest.raises(StoreDamaged, match="checkup_child"):
        hub.build()


def test_the_day_of_the_build_changes_nothing_while_the_clearance_stands(hub, built):
    assert hub.build(as_of=date(2024, 5, 1)) == built
    assert date(2024, 5, 1) > DAY


def test_what_the_terminal_held_back_is_traced_in_every_mart(terminal, hub, medium):
    seal_with_held_back(terminal, medium, 3)
    assert hub.receive(medium) == [("accepted", 0)]
    people, held = table(hub.build(), "people"), table(hub.build(), "held_back")
    child = people.filter(pl.col("person") == person(2))["subject_id"].item()
    assert held.sort("subject_id", nulls_last=False).rows() == [
        (None, "vaccination", None, "C-ID-EXCEL", 1),
        (child, "vaccination", date(2022, 6, 1), "C-ID-WIDTH", 1),
    ]
    mart = open_mart(hub.home, Purpose.SCREENING)
    assert (
        table(mart.directory, "held_back")["subject_id"].drop_nulls().is_in(table(mart.directory, "people")["subject_id"].implode()).all()
    )


def test_traces_must_add_up(terminal, hub, medium):
    seal_with_held_back(terminal, medium, 4)
    assert hub.receive(medium) == [("refused", ExitCode.DATA_INCONSISTENT)]


def seal_with_held_back(terminal, medium, quarantined):
    """A parcel with three rows held back, which says that there are `quarantined`."""
    schema = {"source": pl.String, "person": pl.String, "happened_on": pl.Date, "rule": pl.String, "whose": pl.String, "rows": pl.Int64}
    rows = [
        ("vaccination", person(2), date(2022, 6, 1), "C-ID-WIDTH", "in scope", 1),
        ("vaccination", None, None, "C-ID-EXCEL", "unknown", 1),
        ("vaccination", None, None, "C-DUPLICATE", "nobody", 1),
    ]
    told = sources({name: pl.DataFrame() for name in family()}, DAY)
    counted = pl.when(pl.col("source") == "vaccination").then(pl.lit(quarantined, pl.Int64)).otherwise(0)
    frames = {"held_back": pl.DataFrame(rows, schema=schema, orient="row"), "sources": told.with_columns(rows_quarantined=counted)}
    terminal.seal(family() | frames, medium)
