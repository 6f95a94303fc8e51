"""What a choice of items rests on: when approvals end, what the criteria use, what was wished for, and what was decided by whom."""

import json
import shutil
from datetime import date, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from sukoyaka.governance import register as registers
from sukoyaka.governance.acts import LedgerDamaged
from sukoyaka.governance.approvals import ENDED, HOLDS, NOT_CLEARED, SOON, standings
from sukoyaka.governance.commands import group
from sukoyaka.governance.decisions import DecisionInvalid
from sukoyaka.governance.permit import leaves_terminal
from sukoyaka.hub.flow import item_use
from sukoyaka.terminal.check.rows import check_rows
from sukoyaka.terminal.keys import Keyring
from sukoyaka.terminal.mask import mask_rows
from sukoyaka.terminal.read.table import no_rows

LAST = date(2029, 3, 31)


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    return Path(shutil.copytree(registers.default_directory(), tmp_path / "register"))


def run(directory: Path, *words: object) -> Result:
    return CliRunner().invoke(group, [*map(str, words), "--register", str(directory)])


def decide(directory: Path, *words: str, by: str = "審議会", why: str = "発育の把握に要る", on: str = "2024-04-01") -> Result:
    return run(directory, "decide", *words, "--by", by, "--on", on, "--why", why)


@pytest.mark.parametrize(
    ("day", "state"),
    [
        (LAST - timedelta(days=91), HOLDS),
        (LAST - timedelta(days=90), HOLDS),
        (LAST - timedelta(days=89), SOON),
        (LAST, SOON),
        (LAST + timedelta(days=1), ENDED),
    ],
)
def test_an_approval_is_told_before_it_ends(day: date, state: str) -> None:
    found = {(row.source, row.approval.id): row for row in standings(registers.load(), day, 90)}
    row = found["checkup_child", "R5-法-012"]
    assert (row.state, row.days_left) == (state, (LAST - day).days)
    assert "weight" in row.items


def test_what_has_ended_comes_first_and_what_was_never_cleared_is_named() -> None:
    states = [row.state for row in standings(registers.load(), LAST + timedelta(days=1), 90)]
    assert states[0] == ENDED
    assert states == sorted(states, key=(ENDED, SOON, NOT_CLEARED, HOLDS).index)


def test_an_item_whose_approval_has_ended_does_not_pass() -> None:
    source = registers.load().source("checkup_child")
    after = LAST + timedelta(days=1)
    assert leaves_terminal(source.item("weight"), LAST)
    assert not leaves_terminal(source.item("weight"), after)
    rows = check_rows(no_rows(source), source, LAST).kept
    rows = rows.with_columns(birth_date_of_subject=rows["date"], withheld=rows["weight"].is_null())
    assert "weight" in mask_rows(rows, source.items, source, Keyring(bytes(32)), LAST).columns
    assert "weight" not in mask_rows(rows, source.items, source, Keyring(bytes(32)), after).columns


def test_the_command_lists_what_ends_soon(directory: Path) -> None:
    done = run(directory, "approvals", "--on", "2029-03-01", "--json")
    told = json.loads(done.stdout)
    assert {row["state"] for row in told["approvals"]} >= {SOON}
    assert told["approvals"][0]["days_left"] == 30


def test_a_decision_is_written_once_and_shown_beside_the_item(directory: Path) -> None:
    before = registers.load(directory).version
    assert decide(directory, "checkup_child.weight", "--declined", on="2024-03-01", why="まだ早い").exit_code == 0
    assert decide(directory, "checkup_child.weight", "--chosen").exit_code == 0
    assert registers.load(directory).version == before
    for day, verdict in (("2024-02-01", None), ("2024-03-15", "declined"), ("2024-04-01", "chosen")):
        items = json.loads(run(directory, "compare", "--on", day, "--json").stdout)["items"]
        decision = next(item["decision"] for item in items if (item["source"], item["item"]) == ("checkup_child", "weight"))
        assert (decision and decision["verdict"]) == verdict
    assert (directory / "decisions.jsonl").read_text(encoding="utf-8").count("\n") == 2


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("nobody.nothing", "--chosen"), {}),
        (("checkup_child.weight", "--chosen"), {"by": " "}),
        (("checkup_child.weight", "--chosen"), {"why": ""}),
    ],
)
def test_a_decision_without_item_person_or_reason_is_refused(directory: Path, words: tuple[str, ...], said: dict[str, str]) -> None:
    assert isinstance(decide(directory, *words, **said).exception, DecisionInvalid)
    assert not (directory / "decisions.jsonl").exists()


def test_a_decision_says_chosen_or_declined(directory: Path) -> None:
    assert decide(directory, "checkup_child.weight").exit_code == 2


def test_decisions_that_were_changed_are_noticed(directory: Path) -> None:
    decide(directory, "checkup_child.weight", "--chosen")
    decide(directory, "checkup_child.height", "--chosen")
    ledger = directory / "decisions.jsonl"
    ledger.write_text(ledger.read_text(encoding="utf-8").replace("審議会", "だれか", 1), encoding="utf-8")
    assert isinstance(run(directory, "compare", "--on", "2024-04-01").exception, LedgerDamaged)


def test_use_in_the_criteria_stands_beside_the_item(directory: Path, tmp_path: Path) -> None:
    told = item_use(tmp_path / "hub", directory, tmp_path / "use.json")
    assert set(told["criteria"]) >= {"v1", "v2"}
    assert told["items"]["checkup_child.weight"]["criteria"]["v1"]
    items = json.loads(run(directory, "compare", "--on", "2024-04-01", "--use", tmp_path / "use.json", "--json").stdout)["items"]
    by_name = {f"{item['source']}.{item['item']}": item for item in items}
    assert by_name["checkup_child.weight"]["criteria"] == told["items"]["checkup_child.weight"]["criteria"]
    assert by_name["vaccination.lot"]["criteria"] == {}


def test_a_file_that_is_none_of_use_is_refused(directory: Path, tmp_path: Path) -> None:
    (tmp_path / "use.json").write_text("[]", encoding="utf-8")
    assert isinstance(run(directory, "compare", "--on", "2024-04-01", "--use", tmp_path / "use.json").exception, DecisionInvalid)
