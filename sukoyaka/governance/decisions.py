"""What was decided about each candidate item: who, when, why, chosen or declined; written once, the newest word counts.

Reads and writes `decisions.jsonl` beside the register, each act with the digest of the one before. It is no part of the register's
version: a decision changes nothing by itself, the register's own files do.
"""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sukoyaka.governance import acts
from sukoyaka.governance.register import Register, default_directory
from sukoyaka.records.errors import ExitCode, SukoyakaError

FILE = "decisions.jsonl"
CHOSEN, DECLINED = "chosen", "declined"


class DecisionInvalid(SukoyakaError):
    """A decision without a person or a reason, or about no item of the register."""

    exit_code = ExitCode.USAGE


@dataclass(frozen=True)
class Decision:
    """One decision on one item (`source.item`)."""

    item: str
    verdict: str
    by: str
    on: date
    why: str
    register_version: str


def place(directory: Path | None) -> Path:
    """Where the decisions of a register lie."""
    return (directory or default_directory()) / FILE


def record(directory: Path | None, register: Register, decision: Decision) -> str:
    """Adds a decision; returns the digest of its line. Raises `DecisionInvalid`, and `LedgerDamaged` for a changed ledger."""
    known = {f"{item.source}.{item.id}" for item in register.items()}
    if decision.item not in known:
        raise DecisionInvalid(f"no item {decision.item} in the register", "source.item, as `register compare` shows it", "correct the name")
    if not decision.by.strip() or not decision.why.strip():
        raise DecisionInvalid("a decision without a person or a reason", "--by NAME and --why TEXT", "say who decided, and why")
    return acts.record(place(directory), vars(decision))


def recorded(directory: Path | None) -> list[Decision]:
    """Every decision in order."""
    rows = [{name: value for name, value in act.items() if name not in ("before", "record")} for act in acts.recorded(place(directory))]
    return [Decision(**{**row, "on": date.fromisoformat(row["on"])}) for row in rows]


def in_force(directory: Path | None, on: date) -> dict[str, Decision]:
    """By item the newest decision up to a day."""
    return {decision.item: decision for decision in recorded(directory) if decision.on <= on}
