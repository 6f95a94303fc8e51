"""A hub's home of a town large enough for counts of ten and more, and drafts of criteria beside it."""

import json
from datetime import date
from pathlib import Path

import pytest
from integration.hubback.conftest import Hub, Town, attended, build_hub, family

from sukoyaka.hub.screening import criteria

AS_OF = date(2024, 4, 1)
V1 = (criteria.default_directory() / "v1.toml").read_text(encoding="utf-8")


def households(count: int) -> Town:
    """Every seventh child missed everything, every fifth has an economy that is very hard, a few moved often, two were hit."""
    people: list[tuple] = []
    homes: list[tuple] = []
    coverage: list[tuple] = []
    events: list[tuple] = []
    for number in range(1, count + 1):
        born = date(2018 + number % 6, 1 + number % 12, 1)
        child = number * 10 + 2
        a, b, c = family(number, born)
        people, homes, coverage = people + a, homes + b, coverage + c
        if number % 7:
            events += attended(child, born)
        if number % 5 == 0:
            events.append((child, date(2023, 9, 1), "CHECKUP/18M/Q/ECONOMY", None, "very hard", date(2023, 10, 31), "checkup_child"))
        if number % 9 == 0:
            events += [
                (child, date(2023, month, 3), "RESIDENCE/MOVE_WITHIN", None, None, date(2023, month, 3), "resident") for month in (5, 8, 11)
            ]
        if number in (50, 100):
            events.append((child, date(2023, 9, 1), "CHECKUP/18M/Q/HIT", None, "yes", date(2023, 10, 31), "checkup_child"))
    return Town(people, homes, coverage, events)


@pytest.fixture(scope="session")
def city(tmp_path_factory: pytest.TempPathFactory) -> Hub:
    """A home as `hub build` leaves it, without any passphrase at hand."""
    home = tmp_path_factory.mktemp("hub")
    hub = build_hub(households(240), home)
    for mart in (hub.screening, hub.casework):
        document = {"purpose": mart.purpose, "snapshot": "snap", "register_version": hub.register.version}
        (mart.directory / "mart.json").write_text(json.dumps(document), encoding="utf-8")
    (home / "snapshots").mkdir()
    (home / "snapshots" / "current").write_text("snap\n", encoding="utf-8")
    return hub


@pytest.fixture
def draft(tmp_path: Path):
    """Writes a draft: v1 with replacements, made wide enough that its lists do not fill up. Returns its path."""

    def write(name: str, *replacements: tuple[str, str]) -> str:
        text = V1.replace("per_10000 = 300", "per_10000 = 3000").replace("per_10000 = 40", "per_10000 = 400")
        for old, new in replacements:
            assert old in text
            text = text.replace(old, new, 1)
        (tmp_path / f"{name}.toml").write_text(text, encoding="utf-8")
        return str(tmp_path / f"{name}.toml")

    return write
