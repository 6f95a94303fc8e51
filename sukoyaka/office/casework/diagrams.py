"""The states of cases, assessments and meetings as Mermaid diagrams, drawn from the tables that the rules obey.

Reads the transitions; returns text for the documents. Why: a diagram that is drawn by hand tells of last year's rules.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import TypeVar

from sukoyaka.office.casework import states
from sukoyaka.office.casework.assessment import states as assessment
from sukoyaka.office.casework.meeting import states as meeting

State = TypeVar("State", bound=StrEnum)


def diagrams() -> dict[str, str]:
    """Name of the diagram → its text. The first state of each table is where everything begins."""
    return {
        "case": diagram(states.TRANSITIONS, states.LABELS, states.AUDIT_ACTIONS),
        "assessment": diagram(assessment.TRANSITIONS, assessment.LABELS, assessment.AUDIT_ACTIONS),
        "meeting": diagram(meeting.TRANSITIONS, meeting.LABELS, meeting.AUDIT_ACTIONS),
    }


def diagram(transitions: Mapping[State, tuple[State, ...]], labels: Mapping[State, str], actions: Mapping[State, str]) -> str:
    """One diagram: states in words, ways named by the audit event of each; a state without a way out is an end."""
    first = next(iter(transitions))
    lines = ["stateDiagram-v2", *(f'    state "{labels[state]}" as {state.value}' for state in transitions), f"    [*] --> {first.value}"]
    for before, ways in transitions.items():
        lines += [f"    {before.value} --> {after.value}: {actions[after]}" for after in ways]
        lines += [] if ways else [f"    {before.value} --> [*]"]
    return "\n".join(lines)


def block(name: str) -> str:
    """The diagram as a document holds it, between marks that name it."""
    return f"<!-- states: {name} -->\n```mermaid\n{diagrams()[name]}\n```\n<!-- /states: {name} -->"
