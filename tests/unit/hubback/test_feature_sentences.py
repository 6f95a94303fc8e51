"""A feature is a sentence: readable, hashable, and refused when it leaves something unsaid."""

import pytest

from sukoyaka.engine.question import Selection
from sukoyaka.governance import register as registers
from sukoyaka.hub.features.catalogue import CATALOGUE, RULES
from sukoyaka.hub.features.language import NEED, any_of, child, count, covered_by, events, icd10
from sukoyaka.hub.features.model import FeatureIncomplete, items_read, meaning
from sukoyaka.records.errors import NotPermitted

WHOLE = (
    count(events("CLAIM/DX", icd10("S02", "T20-T22")).confirmed())
    .over("365d")
    .of(child)
    .unobserved_unless(covered_by("claims_nhi"))
    .tier(NEED)
    .risk_increases()
    .said("{n}回")
)


def test_the_same_sentence_is_the_same_feature():
    assert hash(meaning("a", WHOLE)) == hash(meaning("a", WHOLE))


def test_a_group_of_diagnoses_is_spelled_out():
    assert meaning("a", WHOLE).question.selection.patterns == ("CLAIM/DX/S02", "CLAIM/DX/T20", "CLAIM/DX/T21", "CLAIM/DX/T22")


@pytest.mark.parametrize(
    "unsaid",
    [
        count(events("A")).over("9d").of(child).tier(NEED).risk_increases().said("x"),  # what an absence means
        count(events("A")).over("9d").always_observable().tier(NEED).risk_increases().said("x"),  # whose facts
        count(events("A")).over("9d").of(child).always_observable().risk_increases().said("x"),  # which tier
        count(events("A")).over("9d").of(child).always_observable().tier(NEED).said("x"),  # which direction
        any_of(events("A")).of(child).unobserved_unless(covered_by("s")).tier(NEED).risk_increases().said("x"),  # which window
    ],
)
def test_an_unsaid_part_is_refused(unsaid):
    with pytest.raises(FeatureIncomplete, match="Allowed"):
        meaning("a", unsaid)


@pytest.mark.parametrize(
    ("pattern", "code", "matches"),
    [
        ("CHECKUP/*/Q/HIT", "CHECKUP/36M/Q/HIT", True),
        ("CHECKUP/*/Q/HIT", "CHECKUP/36M/Q/SHOUTED", False),
        ("VACCINE", "VACCINE/MR/1", True),
        ("VACCINE/MR", "VACCINE/MRX/1", False),
        ("VACCINE/MR/1", "VACCINE/MR", False),
    ],
)
def test_a_path_stands_for_all_below_it(pattern, code, matches):
    assert Selection((pattern,)).matches_code(code) is matches


def test_every_feature_reads_registered_items_and_every_rule_exists():
    register = registers.load()
    for feature in CATALOGUE.values():
        for source, item in items_read(feature, register):
            register.source(source).item(item)
        assert feature.rule is None or feature.rule in RULES


def test_a_code_that_no_item_produces_is_refused():
    feature = meaning("tax", count(events("TAX/INCOME")).over("9d").of(child).always_observable().tier(NEED).risk_increases().said("x"))
    with pytest.raises(NotPermitted, match="no registered item produces"):
        items_read(feature, registers.load())
