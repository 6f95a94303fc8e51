"""What is planted between the health of co-residents and growth is written down, and is in the extracts."""

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from sukoyaka.city import effects, flow, growth

AS_OF = date(2024, 4, 1)


def test_the_truth_says_what_was_planted_and_what_was_not(city):
    told = json.loads((city.path / "truth" / "effects.json").read_text(encoding="utf-8"))
    assert told["planted"][0]["per_month"] == effects.RATES.mood_on_weight
    assert told["planted"][0]["visits_moved"] == city.truth("treated_months").height
    assert {"exposure": "mood", "outcome": "head_circumference"} in told["nulls"]
    assert "weight_sds" not in {one["outcome"] for one in told["nulls"]}


def test_only_weights_of_children_with_treatment_at_home_are_moved(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    built = {}
    for name, rate in (("with", -0.15), ("without", 0.0)):
        monkeypatch.setattr(effects, "RATES", replace(effects.RATES, mood_on_weight=rate))
        flow.build(flow.Request(0.04, 11, AS_OF, dirt=0.0), tmp_path / name)
        sheets = sorted((tmp_path / name / "extracts").glob("小児健診_*.csv"))
        built[name] = [line.split(",") for path in sheets for line in path.read_bytes().decode("cp932").split("\r\n")]
    moved = [(a, b) for a, b in zip(built["with"], built["without"], strict=True) if a != b]
    told = json.loads((tmp_path / "with" / "truth" / "effects.json").read_text(encoding="utf-8"))
    assert 0 < len(moved) <= told["planted"][0]["visits_moved"]  # a weight is written in steps of ten grams
    weight = built["with"][0].index("体重")
    for a, b in moved:
        assert float(a[weight]) < float(b[weight])
        assert a[:weight] + a[weight + 1 :] == b[:weight] + b[weight + 1 :]


def test_a_weight_and_its_place_among_peers_lead_to_one_another():
    female, months = np.array([True, False]), np.array([4.0, 38.0])
    z = np.array([-1.2, 0.7])
    assert growth.weight_z(female, months, growth.weight(female, months, z)) == pytest.approx(z)
