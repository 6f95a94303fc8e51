"""What cleansing does to a value, as tables: came → became, and by which rule. Each rule also leaves the good value alone."""

from datetime import date

import polars as pl
import pytest

from sukoyaka.governance import register as registers
from sukoyaka.hub.cleanse.clean import clean
from sukoyaka.hub.cleanse.sheet import Outcome, Sheet
from sukoyaka.hub.store.tables import delivered_columns

REGISTER = registers.load()
DAY = date(2022, 12, 10)
PERSONS = pl.DataFrame({"person": ["a", "b"], "birth_month": [date(2021, 5, 1)] * 2, "died_on": [None, date(2023, 1, 1)]})


def cleansed(table: str, *rows: dict[str, object]) -> Outcome:
    source = REGISTER.source(table.partition(".")[0])
    schema = delivered_columns(source, table, date(2024, 4, 1))
    whole = [{source.subject: "a", "happened_on": DAY, "known_on": DAY, "file": 0, "line": n + 2, **row} for n, row in enumerate(rows)]
    frame = pl.DataFrame(whole, schema=schema)
    return clean(frame, Sheet(source, table, frozenset(frame.columns)), PERSONS)


def checkup(**found: object) -> Outcome:
    return cleansed("checkup_child", {"round": "18M", "date": DAY, **found})


def rules(frame: pl.DataFrame) -> list[str]:
    return sorted(frame["rule"])


# a girl of 19 months                 came                  became                   rules that changed a value
MEASUREMENTS = [
    ("all is well", (80.0, 10_500.0, 47.0), (80.0, 10_500.0, 47.0), []),
    ("kilograms", (80.0, 10.5, 47.0), (80.0, 10_500.0, 47.0), ["weight-in-kilograms"]),
    ("swapped, in grams", (10_500.0, 80.0, 47.0), (80.0, 10_500.0, 47.0), ["height-weight-swapped"] * 2),
    ("swapped, in kilograms", (10.5, 80.0, 47.0), (80.0, 10_500.0, 47.0), ["height-weight-swapped"] * 2 + ["weight-in-kilograms"]),
    ("a newborn's height", (49.0, 10_500.0, 47.0), (None, 10_500.0, 47.0), ["implausible-for-age"]),
    ("an adult's weight", (80.0, 62_000.0, 47.0), (80.0, None, 47.0), ["implausible-for-age"]),
    ("a head of a chest", (80.0, 10_500.0, 64.0), (80.0, 10_500.0, None), ["implausible-for-age"]),
    ("small, but possible", (66.0, 5_000.0, 40.0), (66.0, 5_000.0, 40.0), []),
    ("large, but possible", (105.0, 22_000.0, 57.0), (105.0, 22_000.0, 57.0), []),
    ("nothing measured", (None, None, None), (None, None, None), []),
]


@pytest.mark.parametrize(("came", "became", "by"), [case[1:] for case in MEASUREMENTS], ids=[case[0] for case in MEASUREMENTS])
def test_measurements(came, became, by):
    outcome = checkup(height=came[0], weight=came[1], head=came[2])
    assert outcome.rows.select("height", "weight", "head").row(0) == became
    assert rules(outcome.changes) == by


def test_a_birth_weight_in_kilograms_is_mended_and_an_impossible_one_emptied():
    assert checkup(birth_weight=2.9).rows["birth_weight"].item() == 2900
    assert checkup(birth_weight=29_000.0).rows["birth_weight"].item() is None


def test_a_change_names_classes_and_never_values():
    assert checkup(height=80.0, weight=10.5).changes.rows() == [
        ("weight-in-kilograms", 1, "checkup_child", 0, 2, "weight", "kg", "g"),
    ]


#                                      row                                                      rule
SET_ASIDE = [
    ("before birth", {"happened_on": date(2021, 4, 30)}, "before-birth"),
    ("after death", {"resident": "b", "happened_on": date(2023, 1, 2)}, "after-death"),
    ("nobody we know", {"resident": "c"}, "unknown-person"),
    ("no day", {"happened_on": None}, "incomplete"),
    ("no round", {"round": None}, "incomplete"),
    ("a round that was never registered", {"round": "99X"}, "never-registered"),
]


@pytest.mark.parametrize(("row", "rule"), [case[1:] for case in SET_ASIDE], ids=[case[0] for case in SET_ASIDE])
def test_rows_set_aside(row, rule):
    outcome = cleansed("checkup_child", {"round": "18M", "date": DAY, **row}, {"round": "10M", "date": DAY})
    assert outcome.rows.height == 1
    assert outcome.set_aside.select("rule", "file", "line").rows() == [(rule, 0, 2)]


def test_the_month_of_birth_and_the_day_of_death_are_in_a_life():
    rows = [
        {"resident": "b", "round": "4M", "date": DAY, "happened_on": date(2021, 5, 1)},
        {"resident": "b", "round": "18M", "date": DAY, "happened_on": date(2023, 1, 1)},
    ]
    assert cleansed("checkup_child", *rows).rows.height == 2


def test_of_equal_rows_the_one_known_first_stays():
    outcome = cleansed("checkup_child", {"round": "18M", "date": DAY, "known_on": date(2023, 2, 1)}, {"round": "18M", "date": DAY})
    assert outcome.rows["known_on"].to_list() == [DAY]
    assert rules(outcome.set_aside) == ["duplicate-row"]


def test_a_dose_repeated_on_a_day_stays_once_and_a_dose_on_another_day_stays():
    later = {"known_on": date(2023, 1, 5), "entered_on": date(2023, 1, 5)}
    dose = {"vaccine": "MR", "dose": 1, "date": DAY, "entered_on": DAY}
    outcome = cleansed("vaccination", dose | later, dose, dose | {"happened_on": date(2022, 11, 1), "date": date(2022, 11, 1)})
    assert sorted(outcome.rows["known_on"]) == [DAY, DAY]
    assert rules(outcome.set_aside) == ["repeated-dose"]


def test_a_required_number_out_of_range_sets_its_row_aside():
    outcome = cleansed("vaccination", {"vaccine": "MR", "dose": 7, "date": DAY})
    assert rules(outcome.set_aside) == ["out-of-range"]


def test_an_allowance_that_ends_before_it_begins_has_no_end():
    outcome = cleansed("child_allowance", {"recipient": "b", "from_on": DAY, "until_on": date(2022, 12, 9)})
    assert outcome.rows["until_on"].to_list() == [None]
    assert rules(outcome.changes) == ["ends-before-it-begins"]


def test_a_qualification_that_ends_before_it_begins_shows_nothing():
    outcome = cleansed("nhi_qualification", {"from_on": DAY, "until_on": date(2022, 12, 9)}, {"from_on": DAY, "until_on": DAY})
    assert rules(outcome.set_aside) == ["ends-before-it-begins"]
    assert outcome.rows.height == 1


def test_a_residence_before_birth_begins_with_it():
    row = {"resident": "a", "sequence": 1, "household": "f" * 32, "birth_date": date(2021, 5, 1), "sex": "male", "reason": "INITIAL"}
    day = date(2021, 4, 2)
    outcome = cleansed("resident", row | {"moved_on": day, "reported_on": day, "happened_on": day})
    assert outcome.rows["happened_on"].to_list() == [date(2021, 5, 1)]
    assert rules(outcome.changes) == ["before-birth"]


def test_suspected_diagnoses_stay_apart():
    row = {"diagnosis": "S00", "diagnosed_on": DAY}
    outcome = cleansed("claims_nhi.diagnosis", row | {"certainty": "suspected"}, row | {"certainty": "confirmed"})
    assert sorted(outcome.rows["certainty"]) == ["confirmed", "suspected"]


def test_an_allowance_stands_although_its_recipient_is_out_of_scope():
    outcome = cleansed("child_allowance", {"recipient": None, "from_on": DAY})
    assert outcome.rows.height == 1


def test_an_answer_that_was_never_registered_is_emptied_and_the_row_stays():
    outcome = checkup(support_need="ghost")
    assert outcome.rows["support_need"].item() is None
    assert rules(outcome.changes) == ["never-registered"]
