"""Public assistance, certificates, care at home, teeth: in force on the day, and unknown where no source covers. As of 2024-04-01."""

import pytest

HEAD = "who | happened | known | code | value\n"
ROW = "{} | {} | {} | {} | {}\n"
COVERED = """
    who    | source            | from       | until
    child  | public_assistance | 2021-05-01 | 2024-03-01
    mother | public_assistance | 2015-01-01 | 2024-03-01
    father | public_assistance | 2015-01-01 | 2024-03-01
    other  | public_assistance | 2015-01-01 | 2024-03-01
    child  | disability        | 2021-05-01 | 2024-04-01
    mother | disability        | 2015-01-01 | 2024-04-01
    father | disability        | 2015-01-01 | 2024-04-01
    mother | care_insurance    | 2015-01-01 | 2024-04-01
    father | care_insurance    | 2015-01-01 | 2024-04-01
    other  | care_insurance    | 2015-01-01 | 2024-04-01
    other  | disability        | 2015-01-01 | 2024-04-01
"""
FAMILY = """
    who    | born       | sex    | relation | house | from       | until
    child  | 2021-05-01 | female | 子       | 1     | 2021-05-01 | -
    mother | 1992-01-01 | female | 妻       | 1     | 2015-01-01 | -
    father | 1990-01-01 | male   | 世帯主   | 1     | 2015-01-01 | -
    other  | 1950-01-01 | female | 母       | 1     | 2015-01-01 | -
"""


def told(*rows: tuple[str, str, str, str] | tuple[str, str, str, str, str]) -> str:
    return HEAD + "".join(ROW.format(*(*row, "-")[:5]) for row in rows)


START, END = "PUBLIC_ASSISTANCE/START", "PUBLIC_ASSISTANCE/END"
BEGAN, ENDED = ("child", "2022-03-01", "2022-04-30", START), ("child", "2023-03-31", "2023-04-30", END)
STRETCHES = [
    ("it lasts", told(BEGAN), (1.0, "value")),
    ("it ended", told(BEGAN, ENDED), (0.0, "observed")),
    ("the end is not known yet", told(BEGAN, ("child", "2024-03-10", "2024-04-30", END)), (1.0, "value")),
    ("it began again", told(BEGAN, ENDED, ("child", "2023-09-01", "2023-10-31", START)), (1.0, "value")),
    ("replaced before its end", told(BEGAN, ("child", "2022-10-01", "2022-11-30", START), ENDED), (1.0, "value")),
    ("the child's row was held back", told(("mother", "2022-03-01", "2022-04-30", START)), (1.0, "value")),
    ("of two members", told(BEGAN, ("mother", "2022-03-01", "2022-04-30", START)), (1.0, "value")),
    ("nothing on file", HEAD, (0.0, "observed")),
]


@pytest.mark.parametrize(("events", "known"), [case[1:] for case in STRETCHES], ids=[case[0] for case in STRETCHES])
def test_public_assistance_is_in_force_until_it_ends(ask, events, known):
    assert ask("on_public_assistance", events, family=FAMILY, covered=COVERED) == known


CERTIFICATE = "DISABILITY/MENTAL/START"


@pytest.mark.parametrize(
    ("events", "carers", "childs"),
    [
        (told(("mother", "2020-01-10", "2020-01-31", CERTIFICATE)), (1.0, "value"), (0.0, "observed")),
        (
            told(("mother", "2020-01-10", "2020-01-31", CERTIFICATE), ("father", "2020-01-10", "2020-01-31", "DISABILITY/PHYSICAL/START")),
            (2.0, "value"),
            (0.0, "observed"),
        ),
        (  # given back; another kind of the same person still holds
            told(
                ("mother", "2020-01-10", "2020-01-31", CERTIFICATE),
                ("mother", "2021-01-10", "2021-01-31", "DISABILITY/MENTAL/END"),
                ("mother", "2020-06-10", "2020-06-30", "DISABILITY/PHYSICAL/START"),
            ),
            (1.0, "value"),
            (0.0, "observed"),
        ),
        (told(("other", "2020-01-10", "2020-01-31", CERTIFICATE)), (0.0, "observed"), (0.0, "observed")),  # the grandmother
        (told(("child", "2023-01-10", "2023-01-31", "DISABILITY/INTELLECTUAL/START")), (0.0, "observed"), (1.0, "value")),
    ],
)
def test_certificates_of_those_who_raise_the_child_and_of_the_child(ask, events, carers, childs):
    assert ask("carers_certificate", events, family=FAMILY, covered=COVERED) == carers
    assert ask("childs_certificate", events, family=FAMILY, covered=COVERED) == childs


def care(level: str, service: str, *more: tuple[str, str, str, str]) -> str:
    day = ("other", "2023-07-01", "2023-07-20")
    return told((*day, "CARE/CERTIFIED/START"), (*day, "CARE/LEVEL", level), (*day, "CARE/SERVICE", service), *more)


@pytest.mark.parametrize(
    ("events", "known"),
    [
        (care("care 4", "at home"), (1.0, "value")),
        (care("care 3", "none"), (1.0, "value")),
        (care("care 4", "institution"), (0.0, "observed")),  # not at home
        (care("support 2", "at home"), (0.0, "observed")),
        (care("care 4", "at home", ("other", "2024-01-31", "2024-01-31", "CARE/CERTIFIED/END")), (0.0, "observed")),
    ],
)
def test_heavy_care_is_care_at_home_in_a_term_that_runs(ask, events, known):
    assert ask("heavy_care_at_home", events, family=FAMILY, covered=COVERED) == known


def test_one_co_resident_whom_the_source_does_not_cover_makes_a_no_unknown(ask):
    less = "\n".join(line for line in COVERED.splitlines() if "other  | care_insurance" not in line)
    assert ask("heavy_care_at_home", family=FAMILY, covered=less) == (None, "not observable")
    assert ask("heavy_care_at_home", care("care 4", "at home"), family=FAMILY, covered=less) == (1.0, "value")


def test_carers_whom_no_relation_names_are_not_determinable(ask):
    strangers = FAMILY.replace("| 子  ", "| 縁故者")
    assert ask("carers_certificate", family=strangers, covered=COVERED) == (None, "not observable")


@pytest.mark.parametrize(
    "feature",
    ["on_public_assistance", "childs_certificate", "carers_certificate", "heavy_care_at_home", "untreated_decay", "no_finishing_brush"],
)
def test_without_the_source_nothing_is_said(ask, feature):
    assert ask(feature, family=FAMILY) == (None, "not observable")


def test_nobody_else_in_the_home_is_no_answer_where_the_source_was_not_delivered(ask):
    alone = "\n".join(FAMILY.splitlines()[:3])
    assert ask("heavy_care_at_home", family=alone) == (None, "not observable")


TEETH = ("child", "2022-12-01", "2023-01-31", "DENTAL/18M/UNTREATED")
FOUR, TREATED = (*TEETH, "4"), ("child", "2023-06-01", "2023-07-31", "DENTAL/24M/UNTREATED", "0")


@pytest.mark.parametrize(
    ("events", "known"),
    [
        (told(FOUR), (4.0, "value")),
        (told(FOUR, TREATED), (0.0, "observed")),  # treated since
        (told((*TEETH, "0")), (0.0, "observed")),
        (told(("child", "2021-12-01", "2022-01-31", "DENTAL/18M/UNTREATED", "4")), (None, "not observable")),  # longer ago than two years
        (told((*FOUR[:2], "2024-04-01", *FOUR[3:])), (None, "not observable")),  # not known yet
    ],
)
def test_decay_counts_as_the_last_dentist_saw_it(ask, events, known):
    assert ask("untreated_decay", events, family=FAMILY, covered=COVERED) == known


@pytest.mark.parametrize(("answer", "known"), [("never", (1.0, "value")), ("sometimes", (0.0, "observed"))])
def test_who_brushes(ask, answer, known):
    events = told(("child", "2022-12-01", "2023-01-31", "DENTAL/18M/Q/FINISHING", answer))
    assert ask("no_finishing_brush", events, family=FAMILY, covered=COVERED) == known
