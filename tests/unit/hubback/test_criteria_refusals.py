"""Criteria that could not be obeyed are refused, with what came, what is allowed and what to do next."""

import pytest

from sukoyaka.hub.features.catalogue import CATALOGUE
from sukoyaka.hub.screening import criteria
from sukoyaka.records.errors import ExitCode

V1 = (criteria.default_directory() / "v1.toml").read_text(encoding="utf-8")
MISSED = "points = [{ at_least = 1, points = 2 }, { at_least = 2, points = 5 }]"


def load(tmp_path, text):
    (tmp_path / "v9.toml").write_text(text, encoding="utf-8")
    return criteria.load("v9", tmp_path)


def test_v1_is_in_order(tmp_path):
    loaded = load(tmp_path, V1)
    assert loaded.by_id["missed_checkups"].feature.name == "missed_checkups"
    assert {entry.feature.tier for entry in loaded.items if any(d.points for d in entry.degrees)} == {"N", "C"}


def test_an_unknown_feature_is_refused_with_the_list_of_those_allowed(tmp_path):
    with pytest.raises(criteria.CriteriaInvalid) as refused:
        load(tmp_path, V1.replace('feature = "missed_checkups"', 'feature = "income_tax"'))
    assert "income_tax" in refused.value.came
    assert refused.value.allowed.split(", ") == sorted(CATALOGUE)
    assert refused.value.exit_code is ExitCode.CRITERIA_INVALID


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('unknown = "show"', 'unknown = "no"', "never counted as no"),
        ('domain = "成長・健康"', 'domain = "税"', "names the domain"),
        (MISSED, "points = [{ at_least = 2, points = 5 }, { at_least = 1, points = 2 }]", "cannot be reached"),
        (MISSED, "points = [{ at_least = 5, points = 2 }]", "at most 4"),
        (MISSED, "points = [{ below = 1, points = 2 }]", "wrong direction"),
        (MISSED, "points = [{ at_least = 1, points = -2 }]", "wrong direction"),
        (MISSED, "points = [{ at_least = 0, points = 2 }]", "met by everybody"),
        ("{ at_least = 1, points = 0 }", "{ at_least = 1, points = 3 }", "shown as history"),
        ('at_risk = "リスクあり"', 'at_risk = "一時保護"', "for people"),
        ("[item.hit]", "[item.hit]\nweight = 3", "unknown key weight"),
        ("[item.hit]", "[item.grave_open]", "used twice"),
        ("[item.hit]", "[item.missed_checkups]", "not TOML"),
        ('list = "at_risk"', 'list = "removal"', "support_needed, at_risk"),
        ("at_least_under_four = 1", "at_least_under_four = 3", "at most 2"),
        ("share = 0.05", "share = 0.9", "0 to 0.5"),
        ("since = 2024-04-01", 'since = ""', "a date"),
        ("threshold = 7", "threshold = 0", "threshold from 1"),
    ],
)
def test_a_fault_is_named(tmp_path, old, new, says):
    assert old in V1
    with pytest.raises(criteria.CriteriaInvalid, match=says):
        load(tmp_path, V1.replace(old, new, 1))


def test_criteria_that_do_not_exist_name_those_that_do(tmp_path):
    with pytest.raises(criteria.CriteriaInvalid, match="Allowed: v1"):
        criteria.load("v8")
