"""From extracts to a caseworker's list: counts add up, everyone is accounted for, and doing it again changes nothing."""

import json
import shutil
from datetime import date
from pathlib import Path

import polars as pl
import pytest
from acceptance_demo import AS_OF, Demo, sukoyaka

from sukoyaka.engine.duck import Duck
from sukoyaka.governance import register
from sukoyaka.governance.permit import Permit
from sukoyaka.hub.features.view import open_view
from sukoyaka.hub.findings import people
from sukoyaka.hub.flow import open_mart
from sukoyaka.records.purpose import Purpose

FIELDS = {"synthetic", "scale", "seed", "as_of", "rows", "linkage", "steps", "lists", "screening", "office", "total_seconds", "peak_mib"}


def test_the_summary_has_every_field(demo: Demo) -> None:
    assert set(demo.summary) >= FIELDS
    assert demo.summary["synthetic"] is True
    assert demo.summary["office"]["address"] == "http://127.0.0.1:8765/"
    assert {account["role"] for account in demo.summary["office"]["accounts"]} >= {"steward", "holder", "analyst", "caseworker", "auditor"}
    for step in demo.summary["steps"]:
        assert step["seconds"] > 0
        assert step["peak_mib"] > 0


def test_rows_read_are_rows_kept_and_rows_quarantined(demo: Demo) -> None:
    rows = demo.summary["rows"]
    assert rows["read"] == rows["kept"] + rows["quarantined"]
    assert sum(rows["why"].values()) == rows["quarantined"]
    for name, source in rows["by_source"].items():
        assert source["read"] == source["kept"] + source["quarantined"], name
        assert source["kept"] == source["delivered"] + source["out_of_scope"] + source["waiting_review"], name
    for count in ("read", "kept", "quarantined"):
        assert sum(source[count] for source in rows["by_source"].values()) == rows[count]


def test_the_file_with_incomes_was_refused_and_the_rest_went_on(demo: Demo) -> None:
    refused = demo.summary["rows"]["refused_files"]
    assert any("所得" in file["file"] for file in refused)
    assert demo.summary["rows"]["by_source"]["child_allowance"]["kept"] > 0


def test_rows_reach_the_right_people(demo: Demo) -> None:
    linkage = demo.summary["linkage"]
    assert linkage["precision"] > 0.999
    assert linkage["recall"] > 0.98
    assert {"number", "crosswalk"} <= set(linkage["by_step"])


def test_every_resident_child_was_screened(demo: Demo) -> None:
    lists = demo.summary["lists"]
    children = demo.truth("children").height
    assert abs(lists["population"] - children) <= max(3, 0.01 * children), "the hub knows the month of birth only"
    assert 0 < lists["support_needed"] < lists["at_risk"] < children / 10
    assert set(lists["selected_by"]) >= {"score", "audit"}


def test_the_criteria_do_better_than_chance_and_no_better_than_the_oracle(demo: Demo) -> None:
    screening = demo.summary["screening"]
    assert screening["data"] == "synthetic"
    assert screening["ours"]["auc"] > 0.6
    assert screening["ours"]["auc"] <= screening["oracle"]["auc_interval"][1]
    assert 0.01 < screening["base_rate"] < 0.1


def listing(place: Path) -> dict[str, bytes]:
    return {str(path.relative_to(place)): path.read_bytes() for path in place.rglob("*") if path.is_file()}


@pytest.fixture
def hub(demo: Demo, tmp_path: Path) -> Path:
    return Path(shutil.copytree(demo.home("hub"), tmp_path / "hub"))


def test_the_same_parcel_again_changes_nothing(demo: Demo, hub: Path) -> None:
    before = listing(hub)
    done = sukoyaka("hub", "receive", demo.homes.media("terminal"), "--home", hub, "--on", AS_OF, "--json", **demo.environment("hub"))
    assert done.returncode == 0, done.stderr.decode()
    assert listing(hub) == before


def test_a_parcel_with_one_flipped_byte_is_refused(demo: Demo, hub: Path, tmp_path: Path) -> None:
    medium = Path(shutil.copytree(demo.homes.media("terminal"), tmp_path / "medium"))
    part = next(medium.glob("data-*.parcel/0001.age"))
    body = bytearray(part.read_bytes())
    body[len(body) // 2] ^= 1
    part.write_bytes(bytes(body))
    shutil.rmtree(hub / "received")
    for ledger in hub.glob("ledger*"):
        ledger.unlink()
    done = sukoyaka("hub", "receive", medium, "--home", hub, "--on", AS_OF, **demo.environment("hub"))
    assert done.returncode == 30
    assert "is not what was signed" in done.stderr.decode().replace("\n", " ")
    assert not any((hub / "received").glob("*")) if (hub / "received").exists() else True


def test_a_determination_again_is_the_same_to_the_byte(demo: Demo, hub: Path, tmp_path: Path) -> None:
    before = {name: body for name, body in listing(hub).items() if name.startswith(("runs/", "snapshots/", "marts/"))}
    shutil.rmtree(hub / "runs")
    shutil.rmtree(hub / "snapshots")
    shutil.rmtree(hub / "marts")
    for arguments in (("build",), ("screen", "--criteria", "v1", "--out", tmp_path / "out")):
        done = sukoyaka("hub", *arguments, "--home", hub, "--as-of", AS_OF, "--json", **demo.environment("hub"))
        assert done.returncode == 0, done.stderr.decode()
    after = {name: body for name, body in listing(hub).items() if name.startswith(("runs/", "snapshots/", "marts/"))}
    assert after == before


def test_nobody_lives_in_two_households_at_once(demo: Demo) -> None:
    day = pl.lit(AS_OF).str.to_date()
    current = demo.home("hub") / "snapshots" / (demo.home("hub") / "snapshots" / "current").read_text().strip()
    spells = pl.read_parquet(current / "household_spells.parquet").filter(
        pl.col("from_on") <= day, pl.col("until_on").is_null() | (pl.col("until_on") > day)
    )
    assert spells.height == spells["subject_id"].n_unique()


def test_children_have_their_own_mothers(demo: Demo) -> None:
    """Whose child the hub says a child is, against the truth; nobody's rather than somebody else's."""
    day = date.fromisoformat(AS_OF)
    mart = open_mart(demo.home("hub"), Purpose.SCREENING)
    with Duck() as engine:
        view = open_view(engine, mart, Permit(register.load(), Purpose.SCREENING, day), day, mart.snapshot)
        found, children = view.mothers, view.children.height
    who = people.open_crosswalks(demo.home("hub")).screening.select("subject_id", "person")
    said = found.join(who, on="subject_id").join(who.rename({"subject_id": "mother", "person": "hers"}), on="mother")
    truth = demo.truth("mothers").with_columns(person=demo.persons("mothers"), so=demo.persons("mothers", "mother_number"))
    both = said.join(truth, on="person")
    assert both.height > 0.95 * children
    assert (both["hers"] == both["so"]).mean() > 0.999
    assert found["due_on"].is_not_null().mean() > 0.4, "of the others the mother moved in later, or was notified before the files begin"


def test_the_audit_is_unbroken(demo: Demo) -> None:
    done = sukoyaka("audit", "verify", "--home", demo.home("office"), "--json", **demo.environment("office"))
    assert done.returncode == 0, done.stderr.decode()
    assert json.loads(done.stdout)["first_broken"] is None
