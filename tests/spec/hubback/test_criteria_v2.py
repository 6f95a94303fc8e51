"""The second version: the first, and items of the new sources; circumstances weigh little, however many there are."""

import polars as pl
import pytest

from sukoyaka.hub.features.language import Tier
from sukoyaka.hub.screening import points
from sukoyaka.hub.screening.criteria import load

V1, V2 = load("v1"), load("v2")
BURDEN = "制度の利用と世帯の負担"
CIRCUMSTANCES = {"public_assistance", "heavy_care", "carers_certificate", "childs_certificate"}
CHILD = pl.DataFrame({"subject_id": [1], "months": [30]})


def scored(**found: float) -> dict[str, int]:
    """Points by item for a child of whom these features are found, and nothing else is known."""
    features = {feature.name for feature in V2.features}
    assert set(found) <= features
    rows = [(1, name, found.get(name), "value" if name in found else "not observable", None) for name in sorted(features)]
    schema = {"subject_id": pl.Int64, "feature": pl.String, "value": pl.Float64, "state": pl.String, "why": pl.String}
    reasons = points.reasons(pl.DataFrame(rows, schema=schema, orient="row"), CHILD, V2)
    return dict(reasons.select("item", "points").rows())


def test_every_entry_of_the_first_version_is_as_it_was() -> None:
    assert [entry for entry in V2.entries if entry.id in V1.by_id] == list(V1.entries)
    assert {name: V2.domains[name] for name in V1.domains} == dict(V1.domains)
    assert (V2.lists, V2.audit_share, V2.under_four_months) == (V1.lists, V1.audit_share, V1.under_four_months)


def test_what_is_a_circumstance_stands_in_a_domain_of_its_own() -> None:
    assert {item.id for item in V2.items if item.domain == BURDEN} == CIRCUMSTANCES
    assert {V2.by_id[name].feature.tier for name in CIRCUMSTANCES} == {Tier.CIRCUMSTANCE}


def test_all_circumstances_together_are_two_points() -> None:
    told = scored(on_public_assistance=1, heavy_care_at_home=2, carers_certificate=2, childs_certificate=1)
    assert told == {"public_assistance": 1, "heavy_care": 2, "carers_certificate": 1, "childs_certificate": 1, f"cap:{BURDEN}": -3}


@pytest.mark.parametrize(
    ("found", "told"),
    [
        ({"notice_weeks": 11.0}, {}),
        ({"notice_weeks": 21.0}, {}),
        ({"notice_weeks": 22.0}, {"late_notice": 2}),
        ({"notice_weeks": 28.0}, {"late_notice": 4}),
        ({"notice_weeks": 42.0}, {"late_notice": 4}),
        ({"unused_pregnancy_vouchers": 4.0}, {}),  # most women need not use them all
        ({"unused_pregnancy_vouchers": 7.0}, {"few_pregnancy_checkups": 1}),
        ({"unused_pregnancy_vouchers": 14.0}, {"few_pregnancy_checkups": 3}),
        ({"untreated_decay": 0.0}, {}),
        ({"untreated_decay": 4.0}, {"untreated_decay": 2}),
        ({"notice_weeks": 42.0, "unused_pregnancy_vouchers": 14.0}, {"late_notice": 4, "few_pregnancy_checkups": 3, "cap:妊娠期": -2}),
        ({}, {}),  # nothing is known: nothing is said
    ],
)
def test_degrees(found: dict[str, float], told: dict[str, int]) -> None:
    assert scored(**found) == told
