"""A hub's home of a town with some years behind it: children who missed their checkups are noticed more often than others."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest
from integration.hubback.conftest import Hub, Town, attended, build_hub, family

DAYS = (date(2021, 3, 1), date(2022, 3, 1), date(2023, 2, 1))


def town(count: int = 330, seed: int = 3) -> Town:
    """Births from 2014 on; every fourth child missed everything."""
    rng = np.random.default_rng(seed)
    people: list[tuple] = []
    homes: list[tuple] = []
    coverage: list[tuple] = []
    events: list[tuple] = []
    for number in range(1, count + 1):
        born, child = date(2014 + number % 10, 1 + number % 12, 1), number * 10 + 2
        a, b, c = family(number, born)
        people, homes, coverage = people + a, homes + b, coverage + c
        missed = number % 4 == 0
        if not missed:
            events += attended(child, born)
        for year in range(6):
            if rng.random() < (0.20 if missed else 0.04):
                day = born + timedelta(days=int(365 * year + rng.integers(365)))
                if day < date(2024, 3, 1):
                    events.append((child, day, "CONSULTATION/ABUSE", None, None, day + timedelta(days=5), "consultation"))
    return Town(people, homes, coverage, events)


@pytest.fixture(scope="session")
def small_town() -> Town:
    return town()


@pytest.fixture(scope="session")
def past_hub(small_town: Town, tmp_path_factory: pytest.TempPathFactory) -> Hub:
    hub = build_hub(small_town, tmp_path_factory.mktemp("past") / "hub")
    (hub.home / "snapshots").mkdir()
    (hub.home / "snapshots" / "current").write_text("snap\n")
    for mart in (hub.screening, hub.casework):
        document = f'{{"purpose": "{mart.purpose.value}", "snapshot": "snap", "register_version": "{mart.register_version}"}}'
        (mart.directory / "mart.json").write_text(document)
    return hub


@pytest.fixture
def silent_since(small_town: Town, tmp_path: Path):
    """`silent_since(source, day)`: the same town where a feed died."""

    def build(source: str, day: date) -> Hub:
        kept = [event for event in small_town.events if event[6] != source or event[5] < day]
        return build_hub(replace(small_town, events=kept), tmp_path / "silent")

    return build
