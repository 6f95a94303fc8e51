"""The diagrams of the documents are those of the rules."""

from pathlib import Path

import pytest

from sukoyaka.office.casework.diagrams import block, diagram, diagrams
from sukoyaka.office.casework.states import AUDIT_ACTIONS, LABELS, Status

PAGE = (Path(__file__).parents[3] / "docs" / "caseworker.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", diagrams())
def test_the_document_shows_the_rules_of_today(name: str) -> None:
    assert block(name) in PAGE, f"docs/caseworker.md is stale; put this in its place:\n{block(name)}"


def test_states_ways_and_ends_are_drawn() -> None:
    drawn = diagram({Status.NEW: (Status.LOOKING,), Status.LOOKING: ()}, LABELS, AUDIT_ACTIONS)
    assert drawn.splitlines() == [
        "stateDiagram-v2",
        '    state "未着手" as new',
        '    state "確認中" as looking',
        "    [*] --> new",
        "    new --> looking: case.take_up",
        "    looking --> [*]",
    ]
