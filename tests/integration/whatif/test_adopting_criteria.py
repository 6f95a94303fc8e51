"""From version 1 to version 2: lint, diff, trial, a person's recorded act, and the lists under what was adopted."""

import json
import shutil
from types import SimpleNamespace

import polars as pl
import pytest
from click.testing import CliRunner
from integration.whatif.conftest import V1

from sukoyaka.governance import acts
from sukoyaka.governance.acts import LedgerDamaged
from sukoyaka.hub import flow
from sukoyaka.hub.commands import group
from sukoyaka.hub.screening import adoption
from sukoyaka.hub.screening.adoption import AdoptionRefused, NotAdopted
from sukoyaka.records.findings import Tier

AS_OF, DAY, LATER = "2024-04-01", "2024-04-10", "2024-04-20"
PASSPHRASE = "a passphrase of the story"
LOWER = ("threshold = 5", "threshold = 1")


@pytest.fixture(scope="session")
def keyed(city, tmp_path_factory):
    """The town's home with keys of its own."""
    home = tmp_path_factory.mktemp("keyed") / "hub"
    shutil.copytree(city.home, home)
    flow.init_keys(home, PASSPHRASE)
    return home


@pytest.fixture
def desk(keyed, tmp_path, draft, monkeypatch):
    """A steward's desk: the home, a directory with v1 and v2, and what she types."""
    home = tmp_path / "hub"
    shutil.copytree(keyed, home)
    draft("v1")
    draft("v2", ("第1版", "第2版"), LOWER)
    draft("v3", ("第1版", "第3版"), ("threshold = 5", "threshold = 2"))
    monkeypatch.setenv("SUKOYAKA_CRITERIA", str(tmp_path))
    monkeypatch.setenv("SUKOYAKA_PASSPHRASE", PASSPHRASE)

    def types(*words: str):
        done = CliRunner().invoke(group, [*words, "--json"], catch_exceptions=False)
        assert done.exit_code == 0, done.stderr
        return json.loads(done.stdout)

    def of_home(*words: str):
        return types(*words, "--home", str(home))

    def trial(new: str, old: str):
        path = tmp_path / f"{new}-{old}.json"
        path.write_text(
            json.dumps(of_home("criteria", "try", new, "--against", old, "--as-of", AS_OF, "--out", str(path.with_suffix(".html"))))
        )
        return path

    def adopt(name: str, on: str = DAY, *more: str, by: str = "統括管理主体", reason: str = "会議で決めた"):
        return of_home("criteria", "adopt", name, "--by", by, "--on", on, "--reason", reason, *more)

    return SimpleNamespace(home=home, types=types, of_home=of_home, trial=trial, adopt=adopt, drafts=tmp_path)


RELEASED = ("--release-hold", "--by", "統括管理主体", "--reason", "町の健診は冬に休む")  # this town's checkups stop in January


def screened(desk, *more: str, as_of: str = AS_OF) -> dict:
    return desk.of_home("screen", "--as-of", as_of, *more, *RELEASED)


def listed(desk, run: str, place: str = "runs") -> dict[str, set[int]]:
    children = pl.read_parquet(desk.home / place / run / "determination.parquet").filter(pl.col("selected_by") != "audit")
    return {tier.value: set(children.filter(pl.col("tier") == tier.value)["subject_id"]) for tier in Tier}


# -- the story ---------------------------------------------------------------------------------------------------------


def test_the_story_from_v1_to_v2(desk, tmp_path):
    assert desk.adopt("v1", AS_OF, "--without-trial", reason="はじめての版")["version_before"] == ""
    first = screened(desk)
    assert desk.types("criteria", "lint", "v2")["name"] == "v2"
    changes = desk.types("criteria", "diff", "v1", "v2")["changes"]
    assert any("5点 → 1点" in change["line"] for change in changes)
    trial = desk.trial("v2", "v1")
    act = desk.adopt("v2", LATER, "--trial", str(trial))
    assert (act["version_before"], act["by"], act["on"]) == ("v1", "統括管理主体", LATER)

    second = screened(desk, as_of=LATER)
    assert (first["criteria"], second["criteria"]) == ("v1", "v2")
    assert second["adoption"]["sha256"] == act["sha256"] == second["criteria_sha256"]
    told = json.loads(trial.read_text())["lists"]["at_risk"]
    on_trial = screened(desk, "--criteria", "v2", "--trial-run")
    before, after = listed(desk, first["run"]), listed(desk, on_trial["run"], "trials")
    assert (told["before"], told["after"]) == (len(before["at_risk"]), len(after["at_risk"]))  # who, is a matter of lots where scores tie
    assert len(after["at_risk"] - before["at_risk"]) - len(before["at_risk"] - after["at_risk"]) == told["entered"] - told["left"] >= 10

    back = desk.trial("v1", "v2")  # the second difference: the other way round, it takes out whom the first brought in
    again = json.loads(back.read_text())["lists"]["at_risk"]
    assert (again["before"], again["after"]) == (told["after"], told["before"])
    for page, words in ((trial, "v1"), (back, "v2")):
        text = page.with_suffix(".html").read_text(encoding="utf-8")
        assert words in text
        assert "判断は人がします" in text
    history = desk.of_home("criteria", "history")["adoptions"]
    assert [one["version"] for one in history] == ["v1", "v2"]


def test_the_file_and_the_trial_are_kept_as_they_were_looked_at(desk):
    desk.adopt("v1", AS_OF, "--without-trial")
    trial = desk.trial("v2", "v1")
    act = desk.adopt("v2", LATER, "--trial", str(trial))
    kept = desk.home / "criteria"
    assert (kept / f"{act['sha256']}.toml").read_bytes() == (desk.drafts / "v2.toml").read_bytes()
    assert (kept / f"{act['trial_sha256']}.trial.json").read_bytes() == trial.read_bytes()


# -- which version a determination takes -------------------------------------------------------------------------------


def test_a_hub_that_never_adopted_anything_screens_by_name_and_says_so(desk):
    done = CliRunner().invoke(group, ["screen", "--criteria", "v1", "--as-of", AS_OF, "--home", str(desk.home), "--json", *RELEASED])
    assert json.loads(done.stdout)["adoption"] is None
    assert "採用の記録がない" in done.stderr
    assert desk.of_home("criteria", "history") == {"adoptions": []}


def test_without_a_name_nothing_is_screened_before_the_first_adoption(desk):
    with pytest.raises(NotAdopted, match="no criteria were in force on 2024-04-01"):
        screened(desk)


def test_each_day_has_the_version_in_force_on_it(desk):
    desk.adopt("v1", AS_OF, "--without-trial")
    desk.adopt("v2", DAY, "--without-trial", reason="急ぎ")
    assert screened(desk)["criteria"] == "v1"
    assert adoption.chosen(desk.home, None, adoption.history(desk.home)[1].on)[0].name == "v2"


def test_a_version_that_is_not_adopted_is_refused_but_can_be_tried(desk):
    desk.adopt("v1", AS_OF, "--without-trial")
    with pytest.raises(NotAdopted, match="v2 is not adopted: v1 is in force"):
        screened(desk, "--criteria", "v2")
    tried = screened(desk, "--criteria", "v2", "--trial-run")
    assert tried["adoption"] is None
    assert (desk.home / "trials" / tried["run"] / "determination.parquet").exists()
    assert not (desk.home / "runs").exists()
    assert not (desk.home / "outbox").exists()


def test_a_trial_run_opens_no_key(desk, monkeypatch):
    monkeypatch.delenv("SUKOYAKA_PASSPHRASE")
    assert screened(desk, "--criteria", "v2", "--trial-run")["population"] > 200


def test_a_file_that_changed_since_adoption_is_refused(desk):
    desk.adopt("v1", AS_OF, "--without-trial")
    path = desk.drafts / "v1.toml"
    path.write_text(path.read_text(encoding="utf-8").replace("threshold = 5", "threshold = 4"), encoding="utf-8")
    for name in ((), ("--criteria", "v1")):
        with pytest.raises(NotAdopted, match="has changed since v1 was adopted"):
            screened(desk, *name)
    with pytest.raises(AdoptionRefused, match="its file has changed since"):
        desk.adopt("v1", DAY, "--without-trial")


# -- which adoption is refused -----------------------------------------------------------------------------------------


def test_an_adoption_says_which_trial_was_looked_at_or_that_none_was(desk):
    with pytest.raises(AdoptionRefused, match="which trial was looked at"):
        desk.adopt("v1")
    with pytest.raises(AdoptionRefused, match="which trial was looked at"):
        desk.adopt("v1", DAY, "--without-trial", "--trial", str(desk.trial("v1", "v2")))
    with pytest.raises(AdoptionRefused, match="without a name or a reason"):
        desk.adopt("v1", DAY, "--without-trial", reason=" ")
    with pytest.raises(AdoptionRefused, match="without a name or a reason"):
        desk.adopt("v1", DAY, "--without-trial", by=" ")
    assert adoption.history(desk.home) == []


def test_a_trial_of_something_else_is_refused(desk):
    desk.adopt("v1", AS_OF, "--without-trial")
    for trial in (desk.trial("v3", "v1"), desk.trial("v2", "v3")):
        with pytest.raises(AdoptionRefused, match="the trial is not of v2 as it is now against v1"):
            desk.adopt("v2", DAY, "--trial", str(trial))
    (desk.drafts / "words.json").write_text("[]")
    with pytest.raises(AdoptionRefused, match="not the result of a trial"):
        desk.adopt("v2", DAY, "--trial", str(desk.drafts / "words.json"))


def test_an_adoption_before_the_last_one_or_twice_is_refused(desk):
    desk.adopt("v1", DAY, "--without-trial")
    with pytest.raises(AdoptionRefused, match="would come before that of v1"):
        desk.adopt("v2", AS_OF, "--without-trial")
    with pytest.raises(AdoptionRefused, match="v1 is in force since"):
        desk.adopt("v1", LATER, "--without-trial")


def test_one_can_go_back_to_an_earlier_version(desk):
    for name, on in (("v1", AS_OF), ("v2", DAY), ("v1", LATER)):
        desk.adopt(name, on, "--without-trial")
    assert [(one.version, one.version_before) for one in adoption.history(desk.home)] == [("v1", ""), ("v2", "v1"), ("v1", "v2")]


def test_a_ledger_that_was_changed_is_noticed(desk):
    desk.adopt("v1", AS_OF, "--without-trial")
    desk.adopt("v2", DAY, "--without-trial")
    ledger = desk.home / adoption.LEDGER
    ledger.write_text(ledger.read_text(encoding="utf-8").replace("会議で決めた", "だれかが決めた", 1), encoding="utf-8")
    with pytest.raises(LedgerDamaged, match=r"criteria/adopted.jsonl is not what was recorded \(line 2\)"):
        screened(desk)


def test_an_act_cut_short_never_was_one(tmp_path):
    ledger = tmp_path / "acts.jsonl"
    acts.record(ledger, {"what": "first"})
    with ledger.open("a") as file:
        file.write('{"what": "sec')
    assert [act["what"] for act in acts.recorded(ledger)] == ["first"]
    acts.record(ledger, {"what": "third"})
    assert [act["what"] for act in acts.recorded(ledger)] == ["first", "third"]


def test_v1_of_the_house_says_what_the_drafts_replace():
    assert LOWER[0] in V1
