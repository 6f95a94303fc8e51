"""Checkups missed, questions answered or never asked, weights. The child was born in 2021-05; as of 2024-04-01."""

from datetime import date

import pytest

ALL = """
    who   | happened   | known      | code             | value
    child | 2021-09-10 | 2021-10-31 | CHECKUP/4M/DONE  | -
    child | 2022-03-10 | 2022-04-30 | CHECKUP/10M/DONE | -
    child | 2022-12-10 | 2023-01-31 | CHECKUP/18M/DONE | -
"""
WITHOUT_18M = "\n".join(line for line in ALL.splitlines() if "18M" not in line)
CAME_LATE = WITHOUT_18M + "\n    child | 2024-01-10 | 2024-02-29 | CHECKUP/18M/DONE | -"


def test_a_child_who_came_to_every_round_missed_none(ask):
    assert ask("missed_checkups", ALL) == (0.0, "observed")


def test_a_round_without_a_visit_is_missed(ask):
    assert ask("missed_checkups", WITHOUT_18M) == (1.0, "value")


def test_coming_late_is_coming(ask):
    assert ask("missed_checkups", CAME_LATE) == (0.0, "observed")


def test_the_round_of_three_years_is_not_due_yet(ask):
    assert ask("missed_checkups", "who | happened | known | code | value") == (3.0, "value")


def test_a_round_whose_reports_may_still_come_is_not_missed_yet(ask):
    """Born 2021-05: 22 months + 2 of grace end on 2023-05-31; clinics report by 2023-06-30."""
    assert ask("missed_checkups", WITHOUT_18M, as_of=date(2023, 6, 30)) == (None, "not observable")
    assert ask("missed_checkups", WITHOUT_18M, as_of=date(2023, 7, 1)) == (1.0, "value")


def test_a_delivery_that_stopped_makes_nobody_a_non_attender(ask):
    assert ask("missed_checkups", WITHOUT_18M, known_through=date(2023, 3, 31)) == (None, "not observable")


def test_a_round_that_was_due_elsewhere_is_unknown_and_not_missed(ask):
    moved_in = """
        who   | source        | from       | until
        child | checkup_child | 2023-02-01 | 2024-04-01
    """
    assert ask("missed_checkups", covered=moved_in) == (None, "not observable")


HIT = """
    who   | happened   | known      | code              | value
    child | 2023-12-10 | 2024-01-31 | CHECKUP/18M/Q/HIT | {}
"""


@pytest.mark.parametrize(("said", "known"), [("yes", (1.0, "value")), ("no", (0.0, "observed"))])
def test_an_answer_is_known(ask, said, known):
    assert ask("hit_self_report", HIT.format(said)) == known


def test_who_did_not_come_was_not_asked(ask):
    assert ask("hit_self_report") == (None, "not observable")


def test_a_missing_birth_weight_is_not_a_low_one(ask):
    assert ask("birth_weight") == (None, "not observable")
    weighed = """
        who   | happened   | known      | code         | value
        child | 2021-09-10 | 2021-10-31 | BIRTH/WEIGHT | 2100
    """
    assert ask("birth_weight", weighed) == (2100.0, "value")


def test_a_median_girl_of_nineteen_months_stands_at_zero(ask):
    """Reference 2023, girls: the class from 18 months has a median of 10.3 kg, the class from 12 months 9.1 kg."""
    value, state = ask(
        "weight_sds",
        """
        who   | happened   | known      | code               | value
        child | 2023-02-13 | 2023-03-31 | CHECKUP/18M/WEIGHT | 10300
        """,
    )
    assert state == "value"
    assert value == pytest.approx(0, abs=0.1)


def test_a_fall_is_the_distance_between_two_scores(ask):
    value, state = ask(
        "weight_fall",
        """
        who   | happened   | known      | code               | value
        child | 2022-03-16 | 2022-04-30 | CHECKUP/10M/WEIGHT | 8400
        child | 2023-02-13 | 2023-03-31 | CHECKUP/18M/WEIGHT | 8500
        """,
    )
    assert (state, value) == ("value", pytest.approx(1.9, abs=0.15))  # from the median to the 3rd percentile


def test_one_weight_cannot_fall(ask):
    one = """
        who   | happened   | known      | code               | value
        child | 2023-02-13 | 2023-03-31 | CHECKUP/18M/WEIGHT | 8500
    """
    assert ask("weight_fall", one) == (None, "not observable")


def test_a_child_born_early_is_measured_at_its_corrected_age(ask):
    four_months = """
        who   | happened   | known      | code              | value
        child | 2021-09-16 | 2021-10-31 | CHECKUP/4M/WEIGHT | 5000
    """
    early = four_months + "    child | 2021-09-16 | 2021-10-31 | BIRTH/GESTATION | 30\n"
    day = date(2022, 4, 1)
    assert ask("weight_sds", early, as_of=day)[0] > ask("weight_sds", four_months, as_of=day)[0] + 1
