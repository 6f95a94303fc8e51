"""The pregnancy that a child was of: whose it was, how late it was notified, which vouchers were used. As of 2024-04-01.

The child was born in May 2021. A notice in the ninth week on 2020-10-01 says that it was due on 2021-05-06.
"""

from datetime import date

import pytest

from sukoyaka.hub.features.rules import pregnancy
from sukoyaka.hub.features.values import Why

HEAD = "who | happened | known | code | value\n"
NOTICE = "mother | {} | {} | PREGNANCY/NOTICE/WEEKS | {}\n"
IN_TIME = HEAD + NOTICE.format("2020-10-01", "2020-10-31", 9)
COVERED = """
    who    | source           | from       | until
    mother | pregnancy_notice | 2015-01-01 | 2024-04-01
    mother | maternity        | 2015-01-01 | 2024-02-01
    child  | maternity        | 2021-05-01 | 2024-02-01
"""
FAMILY = "who | born | sex | relation | house | from | until\n"
CHILD = "child | 2021-05-01 | female | {} | 1 | 2021-05-01 | -\n"
WOMAN = "{} | 1992-01-01 | female | {} | 1 | 2015-01-01 | {}\n"
FATHER = "father | 1990-01-01 | male | {} | 1 | 2015-01-01 | -\n"
USUAL = FAMILY + CHILD.format("子") + WOMAN.format("mother", "妻", "-") + FATHER.format("世帯主")
SILENT = FAMILY + CHILD.format("縁故者") + WOMAN.format("mother", "縁故者の妻", "-") + FATHER.format("世帯主")
TWO_WOMEN = FAMILY + CHILD.format("子の子") + WOMAN.format("mother", "子", "-") + WOMAN.format("other", "子", "-")


# what was told, the weeks that count
NOTICES = [
    ("by 11 weeks", IN_TIME, 9.0),
    ("in the 24th week", HEAD + NOTICE.format("2021-01-14", "2021-01-31", 24), 24.0),
    ("given again after a move", IN_TIME + NOTICE.format("2021-01-14", "2021-01-31", 24), 9.0),
    ("after the birth", HEAD + "mother | 2021-05-20 | 2021-05-31 | PREGNANCY/NOTICE/PERIOD | after birth\n", 42.0),
    ("an older child's", HEAD + NOTICE.format("2018-10-01", "2018-10-31", 9), None),
    ("that of a child to come", IN_TIME + NOTICE.format("2024-01-10", "2024-01-31", 24), 9.0),
    ("known too late", HEAD + NOTICE.format("2020-10-01", "2024-04-01", 9), None),
    ("without a week", HEAD + "mother | 2020-10-01 | 2020-10-31 | PREGNANCY/NOTICE/PERIOD | by 11 weeks\n", None),
    ("another woman's", HEAD + "other | 2020-10-01 | 2020-10-31 | PREGNANCY/NOTICE/WEEKS | 30\n", None),
]


@pytest.mark.parametrize(("told", "weeks"), [case[1:] for case in NOTICES], ids=[case[0] for case in NOTICES])
def test_the_week_of_the_first_notice_of_this_pregnancy(ask, told, weeks):
    value, state = ask("notice_weeks", told, family=USUAL, covered=COVERED)
    assert (value, state == "not observable") == (weeks, weeks is None)


@pytest.mark.parametrize(
    ("family", "weeks"),
    [
        (USUAL, 9.0),
        (SILENT, 9.0),  # 続柄 names no mother: the pregnancy does
        (FAMILY + CHILD.format("縁故者") + WOMAN.format("mother", "縁故者", "-") + FATHER.format("世帯主"), 9.0),  # and so it does here
        (TWO_WOMEN, 9.0),  # two daughters of the house: the one who was with child
        (FAMILY + CHILD.format("子") + WOMAN.format("mother", "妻", "2022-01-01") + FATHER.format("世帯主"), 9.0),  # she left later
        (FAMILY + CHILD.format("子") + WOMAN.format("mother", "妻", "2021-04-01") + FATHER.format("世帯主"), None),  # and before the birth
        (FAMILY + CHILD.format("子") + WOMAN.format("mother", "子", "-") + FATHER.format("世帯主"), None),  # a sister is not the mother
        (FAMILY + CHILD.format("子") + WOMAN.format("mother", "母", "-") + FATHER.format("世帯主"), None),  # nor a grandmother
    ],
)
def test_whose_pregnancy_it_was_is_said_by_the_household_at_birth(ask, family, weeks):
    assert ask("notice_weeks", IN_TIME, family=family, covered=COVERED)[0] == weeks


def test_of_two_pregnant_women_neither_is_taken_for_the_mother(ask):
    both = IN_TIME + "other | 2020-10-08 | 2020-10-31 | PREGNANCY/NOTICE/WEEKS | 10\n"
    assert ask("notice_weeks", both, family=TWO_WOMEN, covered=COVERED) == (None, "not observable")
    assert ask("mothers_age_at_birth", both, family=TWO_WOMEN, covered=COVERED) == (None, "not observable")
    assert ask("mothers_age_at_birth", IN_TIME, family=TWO_WOMEN, covered=COVERED) == (29.0, "value")


def test_twins_are_of_one_pregnancy_and_a_sibling_is_not(ask):
    twin = USUAL + "sibling | 2021-05-01 | male | 子 | 1 | 2021-05-01 | -\n"
    assert ask("notice_weeks", IN_TIME, family=twin, covered=COVERED) == (9.0, "value")
    elder = USUAL + "sibling | 2019-07-01 | male | 子 | 1 | 2019-07-01 | -\n"
    assert ask("notice_weeks", IN_TIME, family=elder, covered=COVERED) == (9.0, "value")


def test_of_a_girl_below_sixteen_a_relation_alone_is_not_enough(ask):
    girl = FAMILY + CHILD.format("子の子") + "mother | 2006-01-01 | female | 子 | 1 | 2015-01-01 | -\n"
    assert ask("mothers_age_at_birth", family=girl, covered=COVERED) == (None, "not observable")
    assert ask("mothers_age_at_birth", IN_TIME, family=girl, covered=COVERED) == (15.0, "value")


@pytest.mark.parametrize(
    ("family", "age"),
    [
        (
            TWO_WOMEN.replace(
                "other | 1992-01-01 | female | 子 | 1 | 2015-01-01 | -", "other | 1992-01-01 | female | 子 | 1 | 2015-01-01 | 2022-01-01"
            ),
            None,
        ),
        (FAMILY + CHILD.format("子") + FATHER.format("世帯主") + WOMAN.format("mother", "妻", "-").replace("2015", "2022"), 29.0),
    ],
    ids=["of two women one left since", "she came to the household later"],
)
def test_the_household_of_today_decides_only_where_the_first_one_is_silent(ask, family, age):
    assert ask("mothers_age_at_birth", family=family, covered=COVERED)[0] == age


VISIT = "mother | {} | {} | PREGNANCY/CHECKUP/{:02} | -\n"
DAYS = [date(2020, 10, 5), date(2020, 11, 2), date(2020, 12, 7), date(2021, 1, 4), date(2021, 2, 1), date(2021, 3, 1), date(2021, 4, 5)]
SEVEN = "".join(VISIT.format(day, day.replace(day=28), number + 1) for number, day in enumerate(DAYS))
AGAIN = VISIT.format(DAYS[0], "2020-10-28", 1) + VISIT.format("2019-05-07", "2019-07-31", 3)  # the same day, and an older pregnancy
EARLY = "child | 2021-09-01 | 2021-10-31 | BIRTH/GESTATION | {}\n"
MOVED = COVERED.replace("mother | maternity        | 2015-01-01", "mother | maternity        | 2021-01-15")


@pytest.mark.parametrize(
    ("told", "covered", "unused"),
    [
        (IN_TIME + SEVEN, COVERED, (7.0, "value")),
        (IN_TIME + SEVEN + AGAIN, COVERED, (7.0, "value")),
        (IN_TIME, COVERED, (14.0, "value")),  # none of the fourteen
        (IN_TIME + SEVEN + EARLY.format(39), COVERED, (7.0, "value")),
        (IN_TIME + SEVEN + EARLY.format(30), COVERED, (None, "not observable")),  # the others had no time to come
        (IN_TIME + SEVEN, MOVED, (None, "not observable")),  # the others may have been made elsewhere
        (IN_TIME + SEVEN, COVERED.replace("2024-02-01", "2021-04-01"), (None, "not observable")),  # not delivered yet
        (HEAD + SEVEN, COVERED, (None, "not observable")),  # no notice: which visits were of this pregnancy?
    ],
)
def test_vouchers_that_were_not_used(ask, told, covered, unused):
    assert ask("unused_pregnancy_vouchers", told, family=USUAL, covered=covered) == unused


ANSWER = IN_TIME + "mother | 2020-10-01 | 2020-10-31 | PREGNANCY/Q/{} | {}\n"


@pytest.mark.parametrize(
    ("feature", "told", "known"),
    [
        ("unexpected_pregnancy", ANSWER.format("FEELING", "troubled"), (1.0, "value")),
        ("unexpected_pregnancy", ANSWER.format("FEELING", "at a loss"), (1.0, "value")),
        ("unexpected_pregnancy", ANSWER.format("FEELING", "unexpected but glad"), (0.0, "observed")),
        ("unexpected_pregnancy", IN_TIME, (None, "not observable")),  # not asked, or left blank
        ("no_helper_in_pregnancy", ANSWER.format("HELPER", "no"), (1.0, "value")),
        ("no_helper_in_pregnancy", ANSWER.format("HELPER", "yes"), (0.0, "observed")),
    ],
)
def test_what_she_answered_at_the_notice(ask, feature, told, known):
    assert ask(feature, told, family=USUAL, covered=COVERED) == known


def test_without_the_source_nothing_is_said(ask):
    for feature in ("notice_weeks", "unused_pregnancy_vouchers", "unexpected_pregnancy", "no_helper_in_pregnancy"):
        assert ask(feature, family=USUAL) == (None, "not observable"), feature


def test_the_moods_of_the_mother_are_hers_though_another_wife_lives_there_now(ask):
    family = (
        FAMILY
        + CHILD.format("子")
        + WOMAN.format("mother", "妻", "2022-01-01")
        + FATHER.format("世帯主")
        + "other | 1994-01-01 | female | 妻 | 1 | 2023-01-01 | -\n"
    )
    assert ask("mothers_age_at_birth", family=family)[0] == 29.0  # not the 27 years of the second wife


@pytest.mark.parametrize(
    ("told", "family", "covered", "why"),
    [
        (IN_TIME, USUAL, COVERED.replace("pregnancy_notice", "vaccination     "), None),  # what is found is known whoever covers
        (HEAD, USUAL, COVERED.replace("pregnancy_notice", "vaccination     "), Why.NOT_COVERED),
        (HEAD, TWO_WOMEN, COVERED, Why.NOT_DETERMINABLE),
        (HEAD, USUAL, COVERED.replace("2015-01-01", "2021-03-01"), Why.NOT_YET_HERE),
        (HEAD, USUAL, COVERED, Why.NOT_MEASURED),  # she lived here, and no notice is on file: that is not a notice never given
    ],
)
def test_what_is_not_known_says_why(look, told, family, covered, why):
    assert pregnancy.notice_weeks(look(told, family, covered)).values["why"].to_list() == [why]
