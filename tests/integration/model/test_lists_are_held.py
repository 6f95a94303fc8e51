"""Lists are held when a feed died, until a person releases them by name and reason; the release is recorded."""

import json
from datetime import date

import pytest

from sukoyaka.engine.duck import Duck
from sukoyaka.governance.permit import Permit
from sukoyaka.hub.evaluation import drift, hold
from sukoyaka.hub.features.view import open_view
from sukoyaka.hub.findings.people import open_crosswalks
from sukoyaka.hub.screening import criteria
from sukoyaka.hub.screening.determination import determine
from sukoyaka.records.purpose import Purpose

DAY = date(2023, 12, 1)


@pytest.fixture
def looked_at():
    """`looked_at(hub)`: view and determination of the day."""
    with Duck() as engine:

        def look(hub):
            view = open_view(engine, hub.screening, Permit(hub.register, Purpose.SCREENING, DAY), DAY, "snap")
            return view, determine(view, criteria.load("v1"), open_crosswalks(hub.home).screening)

        yield look


def test_living_feeds_hold_nothing(past_hub, looked_at):
    view, made = looked_at(past_hub)
    assert hold.check(view, made, past_hub.home, None) == []


def test_a_dead_feed_holds_the_lists(silent_since, looked_at):
    hub = silent_since("checkup_child", date(2023, 8, 1))
    view, made = looked_at(hub)
    with pytest.raises(
        hold.Held, match=r"the lists of 2023-12-01 are held: checkup_child: 0 rows arrived in 60 days.*--release-hold --by NAME"
    ):
        hold.check(view, made, hub.home, None)
    assert not (hub.home / "releases").exists()


def test_a_source_that_was_never_delivered_is_unknown_not_dead(past_hub, looked_at):
    view, _ = looked_at(past_hub)
    feeds = {feed["source"]: feed["dead"] for feed in drift.feeds(view)}
    assert not feeds["claims_nhi"]


def test_a_release_is_recorded_with_name_and_reason(silent_since, looked_at):
    hub = silent_since("checkup_child", date(2023, 8, 1))
    view, made = looked_at(hub)
    held = hold.check(view, made, hub.home, hold.Release("総括管理主体", "健診システムの更新中。接種の記録で補った"))
    record = json.loads((hub.home / "releases" / f"{made.run_id}.json").read_text())
    assert record["held"] == held
    assert record["by"] == "総括管理主体"


@pytest.mark.parametrize(("by", "reason"), [("", "x"), ("x", " ")])
def test_a_release_without_name_or_reason_is_refused(by, reason):
    with pytest.raises(hold.ReleaseIncomplete, match="--by NAME --reason TEXT"):
        hold.Release(by, reason)
