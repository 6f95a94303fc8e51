"""A model as a file that people can read: points by item, what a score means, and what it was learned from. JSON, never code.

Reads and writes `model-….json`. Applied to the criteria it came from, it replaces their points and nothing else: red flags,
caps, lists and words stay as people wrote them, and reasons still sum to the score.
"""

import hashlib
import itertools
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import polars as pl

from sukoyaka.hub.screening.criteria import Criteria, CriteriaInvalid, Degree, Entry
from sukoyaka.hub.screening.model.design import Card, Reals, design_of, weighed
from sukoyaka.hub.screening.model.finer import with_bounds
from sukoyaka.hub.screening.model.learner import Fit
from sukoyaka.hub.screening.model.rounding import Rounded
from sukoyaka.hub.store.files import to_json

FORMAT = 2
_KEYS = {
    "format",
    "digest",
    "criteria",
    "bounds",
    "points",
    "weights",
    "draws",
    "intercept",
    "per_point",
    "strength",
    "table",
    "fitted_on",
    "sample",
    "gate",
}


class ModelUnusable(CriteriaInvalid):
    """A model file that cannot be obeyed, or may not be used yet."""


@dataclass(frozen=True)
class Model:
    """What was learned. `points` and `weights` (logits) are by item and degree, each including the degrees below.

    `bounds` are those of the degrees: the criteria's and finer ones. `draws` are weights of refits on households drawn anew.
    """

    criteria: str
    criteria_sha256: str
    bounds: Mapping[str, tuple[float, ...]]
    points: Mapping[str, tuple[int, ...]]
    weights: Mapping[str, tuple[float, ...]]
    intercept: float
    per_point: float
    strength: float
    draws: Sequence[Mapping[str, tuple[float, ...]]]
    table: Sequence[Mapping[str, Any]]  # score → share expected, with its interval
    fitted_on: Mapping[str, Any]
    sample: Mapping[str, Any]
    gate: Mapping[str, Any]  # the regret rule's verdict

    def document(self) -> dict[str, Any]:
        """As it is written, without its digest."""
        return {
            "format": FORMAT,
            "criteria": {"name": self.criteria, "sha256": self.criteria_sha256},
            "bounds": {item: list(bounds) for item, bounds in self.bounds.items()},
            "points": {item: list(points) for item, points in self.points.items()},
            "weights": {item: list(weights) for item, weights in self.weights.items()},
            "intercept": self.intercept,
            "per_point": self.per_point,
            "strength": self.strength,
            "draws": [{item: list(weights) for item, weights in draw.items()} for draw in self.draws],
            "table": [dict(row) for row in self.table],
            "fitted_on": dict(self.fitted_on),
            "sample": dict(self.sample),
            "gate": dict(self.gate),
        }

    @property
    def digest(self) -> str:
        """SHA-256 of what it says."""
        plain = json.dumps(self.document(), ensure_ascii=False, sort_keys=True, default=str)
        return hashlib.sha256(plain.encode()).hexdigest()

    @property
    def name(self) -> str:
        """How files and runs call it."""
        return f"{self.criteria}+{self.digest[:12]}"

    def to_bytes(self) -> bytes:
        """The file."""
        return to_json({"digest": self.digest, **self.document()})


def by_item(card: Card, of_steps: Sequence[float]) -> dict[str, tuple[float, ...]]:
    """Values of steps, summed up within each item: what a degree is worth with the degrees below it."""
    summed: dict[str, tuple[float, ...]] = {}
    for step, value in zip(card.steps, of_steps, strict=True):
        before = summed.get(step.item, ())
        summed[step.item] = (*before, (before[-1] if before else 0) + value)
    return summed


def learned(fitted: Fit, whole: Rounded, card: Card) -> dict[str, Any]:
    """The parts of a model that the learner gives; numbers are rounded so that bytes repeat."""
    return {
        "points": {item: tuple(int(value) for value in values) for item, values in by_item(card, whole.points.tolist()).items()},
        "weights": {item: tuple(round(value, 4) for value in values) for item, values in by_item(card, fitted.steps.tolist()).items()},
        "intercept": round(whole.intercept, 6),
        "per_point": round(whole.per_point, 6),
    }


def load(path: Path) -> Model:
    """Reads a model. Raises `ModelUnusable` if it is not one, or was changed after it was written."""
    try:
        raw = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ModelUnusable(
            f"{path.name} cannot be read as a model", "a file that `sukoyaka hub model fit` wrote", "check the path"
        ) from error
    if not isinstance(raw, dict) or set(raw) != _KEYS or raw["format"] != FORMAT:
        raise ModelUnusable(f"{path.name} is not a model of this version", f"JSON with {', '.join(sorted(_KEYS))}", "fit the model again")
    model = Model(
        criteria=raw["criteria"]["name"],
        criteria_sha256=raw["criteria"]["sha256"],
        bounds={item: tuple(bounds) for item, bounds in raw["bounds"].items()},
        points={item: tuple(points) for item, points in raw["points"].items()},
        weights={item: tuple(weights) for item, weights in raw["weights"].items()},
        draws=[{item: tuple(weights) for item, weights in draw.items()} for draw in raw["draws"]],
        **{key: raw[key] for key in ("intercept", "per_point", "strength", "table", "fitted_on", "sample", "gate")},
    )
    if model.digest != raw["digest"]:
        raise ModelUnusable(f"{path.name} was changed after it was fitted", "the file as it was written", "fit the model again")
    return model


def applied(model: Model, criteria: Criteria) -> Criteria:
    """The criteria with the model's points. Raises `ModelUnusable` for criteria that it was not learned from."""
    if model.criteria_sha256 != criteria.digest:
        raise ModelUnusable(
            f"the model was learned from {model.criteria} ({model.criteria_sha256[:12]}), not {criteria.name} ({criteria.digest[:12]})",
            "the very criteria that it was learned from",
            "name those, or fit the model again",
        )
    return replace(
        criteria,
        name=model.name,
        title=f"{criteria.title}（{model.fitted_on.get('rows', 0)}件の結果から点を見直したもの）",
        digest=hashlib.sha256(f"{criteria.digest}\0{model.digest}".encode()).hexdigest(),
        items=tuple(_weighed_anew(item, model) for item in criteria.items),
    )


def _weighed_anew(item: Entry, model: Model) -> Entry:
    """The item with the learned degrees; one that adds nothing to the degree below is left out."""
    if item.id not in model.points:
        return item
    points = model.points[item.id]
    told = [Degree(bound, own) for bound, own, below in zip(model.bounds[item.id], points, (0, *points), strict=False) if own != below]
    return replace(item, degrees=tuple(told or [Degree(item.degrees[0].bound, 0)]))


def tie_break(model: Model, criteria: Criteria, values: pl.DataFrame, children: pl.DataFrame) -> pl.DataFrame:
    """`subject_id, fine`: the weights before they were rounded to points, to order children of equal score. `criteria` are the original."""
    design = design_of(values, children["subject_id"], with_bounds(criteria, model.bounds))
    fine = design.reached @ of_steps(model.weights, criteria)
    return pl.DataFrame({"subject_id": design.subjects, "fine": fine.round(6)})


def of_steps(weights: Mapping[str, Sequence[float]], criteria: Criteria) -> Reals:
    """What each step adds, from weights by item and degree. `criteria` have the same bounds."""
    cumulative = [(0.0, *weights[item.id]) for item in weighed(criteria)]
    return pl.Series([now - before for one in cumulative for before, now in itertools.pairwise(one)], dtype=pl.Float64).to_numpy()
