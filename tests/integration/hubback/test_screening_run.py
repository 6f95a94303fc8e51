"""A determination over a small town: two lists, a reason for each place, the same bytes again."""

import hashlib
import shutil
from dataclasses import replace
from datetime import date, timedelta

import polars as pl
import pytest

from sukoyaka.hub import flow
from sukoyaka.hub.screening import criteria
from sukoyaka.hub.screening.determination import CrosswalkIncomplete, NobodyToScreen
from sukoyaka.parcel.open import open_parcel
from sukoyaka.records.errors import NotPermitted

AS_OF = date(2024, 4, 1)
HARD, MOVER = 1_000_012, 1_000_022  # screening ids of two children of the town


def screen(hub, as_of=AS_OF, name="v1", **marts):
    both = flow.Marts(marts.get("screening", hub.screening), marts.get("casework", hub.casework), "snap")
    return flow.screen(hub.home, both, hub.register, criteria.load(name), as_of, hub.home / "out", hub.keys, hub.office.public())


def digests(directory):
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(directory.iterdir())}


def opened(hub, done):
    into = hub.home / "opened"
    open_parcel(done.parcel, hub.office, [hub.keys.public()], into)
    return {path.stem: pl.read_parquet(path) for path in into.glob("*.parquet")}


def test_every_resident_child_is_in_and_nobody_else(hub, town):
    done = screen(hub)
    ages = {row[0] + 1_000_000 for row in town.people if row[1] > date(2018, 4, 1) and row[1] <= AS_OF}
    assert set(done.run.children["subject_id"]) == ages


def test_reasons_sum_to_the_score(hub):
    run = screen(hub).run
    sums = dict(run.reasons.group_by("subject_id").agg(pl.col("points").sum()).iter_rows())
    assert all(sums.get(child, 0) == score for child, score in run.children.select("subject_id", "score").iter_rows())
    assert run.children["score"].max() > 5


def test_a_grave_open_consultation_leads_to_the_meeting_whatever_the_score(hub):
    child = screen(hub).run.children.row(by_predicate=pl.col("subject_id") == HARD, named=True)
    assert (child["tier"], child["selected_by"], child["rank"]) == ("support_needed", "red_flag", 1)


def test_a_mover_in_is_unknown_and_not_without_risk(hub):
    done = screen(hub)
    unknown = set(done.run.unknowns.filter(pl.col("subject_id") == MOVER)["item"])
    assert {"missed_checkups", "overdue_vaccinations", "hit"} <= unknown
    child = done.run.children.row(by_predicate=pl.col("subject_id") == MOVER, named=True)
    assert child["items_known"] == child["items_total"] - len(unknown)


def test_the_same_run_again_is_the_same_bytes_and_the_same_parcel(hub):
    first = screen(hub)
    before, name = digests(first.directory), first.parcel.name
    shutil.rmtree(first.directory)
    again = screen(hub)
    assert digests(again.directory) == before
    assert again.parcel.name == name
    assert len(list((hub.home / "out").iterdir())) == 1


def test_what_happens_or_becomes_known_later_changes_nothing(hub, town, tmp_path, build):
    before = screen(hub).run
    child, tomorrow, long_ago = 32, AS_OF + timedelta(days=1), date(2023, 11, 1)
    later = town.later(
        (child, AS_OF, "CONSULTATION/ABUSE", None, None, AS_OF, "consultation"),
        (child, AS_OF, "CONSULTATION/SEVERITY", None, "critical", AS_OF, "consultation"),
        (child, long_ago, "CHECKUP/36M/Q/HIT", None, "yes", AS_OF, "checkup_child"),
        (child, long_ago, "CLAIM/DX/T74", None, "confirmed", tomorrow, "claims_nhi"),
        (12, tomorrow, "CONSULTATION/CLOSED", None, None, tomorrow, "consultation"),
        (30, long_ago, "RESIDENCE/MOVE_OUT", None, None, AS_OF, "resident"),
    )
    homes = [(*row[:6], long_ago if row[0] == 30 else row[6], row[7]) for row in town.households]
    after = screen(build(replace(later, households=homes), tmp_path / "later")).run
    for name in ("children", "reasons", "unknowns", "values"):
        assert getattr(after, name).equals(getattr(before, name)), name


def test_another_day_or_another_criterion_is_another_run(hub, tmp_path, monkeypatch):
    first = screen(hub).run.run_id
    assert screen(hub, as_of=date(2024, 3, 1)).run.run_id != first
    text = (criteria.default_directory() / "v1.toml").read_text(encoding="utf-8")
    (tmp_path / "v2.toml").write_text(text.replace("cap = 8", "cap = 9", 1), encoding="utf-8")
    monkeypatch.setenv("SUKOYAKA_CRITERIA", str(tmp_path))
    assert screen(hub, name="v2").run.run_id != first


def test_a_day_before_anybody_lived_here_is_refused(hub):
    with pytest.raises(NobodyToScreen):
        screen(hub, as_of=date(2000, 1, 1))


def test_the_mart_of_another_purpose_is_not_opened(hub):
    with pytest.raises(NotPermitted, match="two purposes are never joined"):
        screen(hub, screening=hub.casework)


def test_a_mart_of_an_older_register_is_not_opened(hub):
    with pytest.raises(NotPermitted, match="hub build"):
        screen(hub, screening=replace(hub.screening, register_version="older"))


def test_an_approval_that_has_run_out_stops_the_screening(hub):
    with pytest.raises(NotPermitted, match="R5-法"):
        screen(hub, as_of=date(2030, 1, 1))


def test_a_child_without_a_case_pseudonym_stops_the_findings(hub):
    path = hub.home / "crosswalks" / "casework.parquet"
    pl.read_parquet(path).filter(pl.col("platform_subject_id") != 12).write_parquet(path)
    with pytest.raises(CrosswalkIncomplete, match="1 listed children"):
        screen(hub)
    assert not (hub.home / "out").exists()
