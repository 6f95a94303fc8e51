"""Agreement with the determination, by office and month, as a table; small counts are not told to those who see no children."""

from datetime import date

import pytest

from sukoyaka.office.casework.agreement import Word, by_office_and_month, latest, why_not
from sukoyaka.records.feedback import Verdict


def words(agree: int, disagree: int, office: str = "支援課", month: int = 4, reason: str = "context") -> list[Word]:
    said = [(Verdict.AGREE, "reasons_hold")] * agree + [(Verdict.DISAGREE, reason)] * disagree
    return [Word(f"{office}{month}{n}", 1, 1, office, date(2024, month, 1 + n % 28), *one) for n, one in enumerate(said)]


def test_the_last_word_of_a_person_counts() -> None:
    first = Word("a", 1, 1, "支援課", date(2024, 4, 1), Verdict.AGREE, "reasons_hold")
    second = Word("a", 1, 1, "支援課", date(2024, 4, 2), Verdict.DISAGREE, "context")
    other = Word("a", 1, 2, "支援課", date(2024, 4, 2), Verdict.AGREE, "reasons_hold")
    assert latest([first, second, other]) == [second, other]


@pytest.mark.parametrize(
    ("agree", "disagree", "everything", "counts", "agreed"),
    [
        (30, 10, False, (30, 10, 0, 0), 75),
        (3, 1, True, (3, 1, 0, 0), 75),
        (30, 4, False, (None, None, 0, 0), None),
        (3, 1, False, (None, None, 0, 0), None),
    ],
    ids=["large counts", "who sees children sees all", "a small one takes another with it", "small ones alone"],
)
def test_what_is_told(agree: int, disagree: int, everything: bool, counts: tuple[int | None, ...], agreed: int | None) -> None:
    (line,) = by_office_and_month(words(agree, disagree), everything=everything)
    assert (line.counts, line.agreed) == (counts, agreed)


def test_offices_and_months_stand_apart_newest_first() -> None:
    lines = by_office_and_month([*words(1, 0), *words(2, 0, month=5), *words(3, 0, office="保健課")], everything=True)
    assert [(line.month.month, line.organisation, line.counts[0]) for line in lines] == [
        (5, "支援課", 2),
        (4, "保健課", 3),
        (4, "支援課", 1),
    ]


def test_why_they_did_not_agree() -> None:
    said = [*words(5, 2), *words(0, 3, office="保健課", reason="graver")]
    assert [(row[0], row[2]) for row in why_not(said, everything=True)] == [("異なる判断", 3), ("異なる判断", 2)]
    assert {row[2] for row in why_not(said, everything=False)} == {None}
