"""What a worklist was asked for."""

import pytest

from sukoyaka.office.casework.worklist import SORT_LABELS, SORTS, Question, ask
from sukoyaka.records.findings import Tier


def test_an_address_and_its_question_are_each_others_way_back() -> None:
    question = Question(Tier.AT_RISK, status="looking", selected_by="audit", town="110000", mine=True, sort="waiting", page=3)
    words = dict(pair.split("=") for pair in question.address.split("&"))
    assert ask(Tier.AT_RISK, words) == question


@pytest.mark.parametrize(
    "words", [{"status": "x"}, {"selected_by": "'"}, {"sort": "score"}, {"page": "0"}, {"page": "-3"}, {"page": "²"}, {"page": "9" * 99}]
)
def test_words_that_mean_nothing_fall_back(words: dict[str, str]) -> None:
    assert ask(Tier.AT_RISK, words) == Question(Tier.AT_RISK)


def test_every_order_has_a_word_and_ends_in_the_rank() -> None:
    assert set(SORTS) == set(SORT_LABELS)
    assert all(columns[-1] == "rank" for columns in SORTS.values())
