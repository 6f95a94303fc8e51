"""What the household of the day says. As of 2024-04-01."""

import pytest

HEAD = "who | born | sex | relation | house | from | until\n"
CHILD = "child | 2021-05-01 | female | {} | 1 | 2021-05-01 | -\n"
MOTHER = "mother | 1992-01-01 | female | {} | 1 | 2015-01-01 | -\n"
FATHER = "father | 1990-01-01 | male | {} | 1 | 2015-01-01 | -\n"
ALLOWANCE = """
    who   | happened   | known      | code                          | value
    child | 2023-01-01 | 2023-02-28 | ALLOWANCE/CHILD_REARING/START | -
"""


@pytest.mark.parametrize(
    ("family", "value"),
    [
        (HEAD + CHILD.format("子") + MOTHER.format("世帯主"), 1.0),
        (HEAD + CHILD.format("子") + MOTHER.format("妻") + FATHER.format("世帯主"), 0.0),
    ],
)
def test_one_adult_is_a_single_parent(ask, family, value):
    assert ask("single_parent", family=family)[0] == value


def test_the_allowance_says_so_too_until_it_ends(ask):
    ended = ALLOWANCE + "    child | 2023-11-01 | 2023-12-31 | ALLOWANCE/CHILD_REARING/END | -\n"
    ends_later = ALLOWANCE + "    child | 2024-03-01 | 2024-04-30 | ALLOWANCE/CHILD_REARING/END | -\n"
    assert ask("single_parent", ALLOWANCE) == (1.0, "value")
    assert ask("single_parent", ended) == (0.0, "observed")
    assert ask("single_parent", ends_later) == (1.0, "value")  # the end is not known yet


@pytest.mark.parametrize(
    ("family", "value"),
    [
        (HEAD + CHILD.format("子") + MOTHER.format("世帯主") + FATHER.format("夫（未届）"), 1.0),
        (HEAD + CHILD.format("子") + MOTHER.format("世帯主") + FATHER.format("同居人"), 1.0),
        (HEAD + CHILD.format("妻の子") + MOTHER.format("妻") + FATHER.format("世帯主"), 1.0),
        (HEAD + CHILD.format("子") + MOTHER.format("妻") + FATHER.format("世帯主"), 0.0),
        (HEAD + CHILD.format("子") + MOTHER.format("世帯主") + FATHER.format("縁故者"), 0.0),
    ],
)
def test_unmarried_partners_and_step_relations(ask, family, value):
    assert ask("unmarried_partner_or_step", family=family)[0] == value


def test_the_mothers_age_is_unknown_when_no_relation_says_who_she_is(ask):
    assert ask("mothers_age_at_birth", family=HEAD + CHILD.format("子") + MOTHER.format("妻") + FATHER.format("世帯主")) == (29.0, "value")
    assert ask("mothers_age_at_birth", family=HEAD + CHILD.format("子") + FATHER.format("世帯主")) == (None, "not observable")


GRAVE = """
    who   | happened   | known      | code                  | value
    child | 2023-12-01 | 2023-12-31 | CONSULTATION/ABUSE    | -
    child | 2023-12-01 | 2023-12-31 | CONSULTATION/SEVERITY | {}
"""


@pytest.mark.parametrize(
    ("rows", "known"),
    [
        (GRAVE.format("severe"), (1.0, "value")),
        (GRAVE.format("mild"), (0.0, "observed")),
        (GRAVE.format("severe") + "    child | 2024-02-01 | 2024-02-29 | CONSULTATION/CLOSED | -\n", (0.0, "observed")),
        (GRAVE.format("severe") + "    child | 2023-11-01 | 2023-11-30 | CONSULTATION/CLOSED | -\n", (1.0, "value")),
    ],
)
def test_a_grave_consultation_is_open_until_it_is_closed(ask, rows, known):
    assert ask("grave_open_consultation", rows) == known
