"""The truth about households is what the resident register's rows say."""

from collections.abc import Callable
from datetime import date
from typing import Any

ENDINGS = ("転出", "死亡", "職権消除")


def spells(rows: list[dict[str, str]], read: Callable[[str], date]) -> list[tuple[Any, ...]]:
    """Rebuilds spells from the CSV alone."""
    people: dict[str, list[dict[str, str]]] = {}
    for row in rows:
        people.setdefault(row["宛名番号"], []).append(row)
    found = []
    for number, history in people.items():
        history.sort(key=lambda r: int(r["履歴番号"]))
        place: tuple[str, ...] | None = None
        begin = date.min
        for row in history:
            day, here = read(row["異動日"]), (row["世帯番号"], row["住所"], row["方書"])
            here_now = None if row["異動事由"] in ENDINGS else here
            if here_now != place:
                if place:
                    found.append((number, *place, begin, day))
                place, begin = here_now, day
        if place:
            found.append((number, *place, begin, None))
    return sorted(found, key=lambda s: (s[0], s[4]))


def test_spells_of_the_truth_are_the_spells_of_the_register(clean_city: Any, era_date: Callable[[str], date]) -> None:
    columns = ("resident_number", "household_number", "address", "building", "from_on", "until_on")
    truth = sorted(clean_city.truth("households").select(columns).rows(), key=lambda s: (s[0], s[4]))
    assert spells(clean_city.rows("住民基本台帳_*.csv"), era_date) == truth


def test_nobody_is_in_two_households_at_once(city: Any) -> None:
    last: dict[str, Any] = {}
    for number, begin, until in (
        city.truth("households").select("resident_number", "from_on", "until_on").sort("resident_number", "from_on").rows()
    ):
        assert last.get(number, date.min) is not None, "a spell follows one that lasts"
        assert last.get(number, date.min) <= begin
        assert until is None or until > begin
        last[number] = until


def test_nothing_happens_after_a_death_and_nobody_has_two_changes_a_day(city: Any) -> None:
    twice = city.truth("rows").filter(planted="duplicate row").select("file", "line").rows()
    planted = {(file, str(line)) for file, line in twice}
    seen: set[tuple[str, str]] = set()
    dead: set[str] = set()
    for row in sorted(city.rows("住民基本台帳_*.csv"), key=lambda r: (r["宛名番号"], int(r["履歴番号"]))):
        if (row["file"], row["line"]) in planted:
            continue
        assert row["宛名番号"] not in dead
        assert (row["宛名番号"], row["異動日"]) not in seen or row["異動日"] in ("S64.02.30", "R05.13.01")
        seen.add((row["宛名番号"], row["異動日"]))
        if row["異動事由"] == "死亡":
            dead.add(row["宛名番号"])


def test_every_household_has_one_head_at_the_end(clean_city: Any) -> None:
    last = {r["宛名番号"]: r for r in sorted(clean_city.rows("住民基本台帳_*.csv"), key=lambda r: int(r["履歴番号"]))}
    heads: dict[str, int] = {}
    for row in last.values():
        if row["異動事由"] not in ENDINGS:
            heads[row["世帯番号"]] = heads.get(row["世帯番号"], 0) + (row["続柄"] == "世帯主")
    assert set(heads.values()) == {1}


def test_births_begin_a_history_with_the_birth_date(city: Any, era_date: Callable[[str], date]) -> None:
    births = [r for r in city.rows("住民基本台帳_*.csv") if r["異動事由"] == "出生" and r["異動日"] not in ("S64.02.30", "R05.13.01")]
    assert len(births) > 200
    for row in births:
        assert row["履歴番号"] == "1"
        assert row["異動日"] == row["生年月日"]
        assert 0 <= (era_date(row["届出日"]) - era_date(row["異動日"])).days <= 14
