"""One row per person: the latest row wins, and says so; a death that was withdrawn is none."""

from datetime import date

import polars as pl
import pytest

from sukoyaka.governance import register as registers
from sukoyaka.hub.people.ids import check_distinct
from sukoyaka.hub.people.persons import persons
from sukoyaka.hub.store.errors import DataInconsistent

SOURCE = registers.load().source("resident")
A = "8" + "0" * 31


def row(sequence: int, **more: object) -> dict[str, object]:
    day = date(2020, 1, sequence)
    usual = {"resident": A, "sequence": sequence, "birth_date": date(2019, 5, 1), "sex": "male", "reason": "MOVE_IN"}
    return {**usual, "happened_on": day, "known_on": day, "file": 0, "line": sequence, **more}


def made(*rows: dict[str, object]):
    return persons(pl.DataFrame(list(rows), schema_overrides={"file": pl.Int32, "line": pl.Int32}), SOURCE)


def test_the_latest_row_wins_and_the_other_is_recorded():
    found = made(row(1, birth_date=date(2018, 5, 1), sex="female"), row(2))
    assert found.people.select("birth_month", "sex").row(0) == (date(2019, 5, 1), "male")
    assert found.changes.select("rule", "line", "item").rows() == [("latest-row-wins", 1, "birth_date"), ("latest-row-wins", 1, "sex")]


def test_the_first_bit_of_a_pseudonym_is_cleared():
    assert made(row(1)).people["subject_id"].item() == 0


def test_a_death_stands_and_a_withdrawn_one_does_not():
    assert made(row(1), row(2, reason="DEATH")).people["died_on"].item() == date(2020, 1, 2)
    assert made(row(1), row(2, reason="DEATH"), row(3, reason="HOUSEHOLD_CHANGE")).people["died_on"].item() == date(2020, 1, 2)
    assert made(row(1), row(2, reason="DEATH"), row(3)).people["died_on"].item() is None


def test_somebody_without_birth_or_sex_is_counted_and_left_out():
    found = made(row(1), row(1, resident="1" * 32, sex=None))
    assert (found.people.height, found.incomplete) == (1, 1)


def test_two_people_with_one_id_stop_the_build():
    with pytest.raises(DataInconsistent, match="distinct ids") as caught:
        made(row(1), row(1, resident="0" * 32))
    assert A not in str(caught.value)
    with pytest.raises(DataInconsistent):
        check_distinct("persons", pl.DataFrame({"person": ["not hexadecimal"], "id": [None]}))
