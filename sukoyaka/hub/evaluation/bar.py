"""The bar that was set before the results were seen: what must hold on every day, and what stops the lists.

Reads `criteria/bars/NAME.toml`, the ledger of registered bars and an evaluation; returns verdicts. Why registered: a line that
is drawn after the figures are known is met by any figures.
"""

import hashlib
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from sukoyaka.governance import acts
from sukoyaka.hub.screening.criteria import CriteriaInvalid, default_directory

LEDGER = "bars/registered.jsonl"
PARTS = ("value", "low", "high")
FIGURES = ("auc", "precision", "recall", "lift", "needed_to_assess", "new_recall", "expected_by_observed", "churn", "recall_gap", "alarms")
FAIR = ("性別", "親")
"""Groups whose recall is compared: large enough in a city to say something."""
_HEAD = {"title", "why", "source", "author", "since"}
_LINE = {"asks", "figure", "part", "why"}
_BOUNDS = {"at_least", "at_most"}


@dataclass(frozen=True)
class Line:
    """One condition: a figure, which part of it, and between which bounds."""

    id: str
    asks: str
    figure: str
    part: str
    at_least: float | None
    at_most: float | None
    why: str

    def holds(self, value: float) -> bool:
        """Whether a value lies within the bounds."""
        return (self.at_least is None or value >= self.at_least) and (self.at_most is None or value <= self.at_most)


@dataclass(frozen=True)
class Bar:
    """Conditions of success, and of stopping."""

    name: str
    digest: str
    title: str
    why: str
    since: date
    must: tuple[Line, ...]
    stop: tuple[Line, ...]


def load(name: str, directory: Path | None = None) -> Bar:
    """Reads a bar. Raises `CriteriaInvalid` with the place of the first fault."""
    path = (directory or default_directory() / "bars") / f"{name}.toml"
    if not path.is_file():
        held = ", ".join(sorted(p.stem for p in path.parent.glob("*.toml"))) or "none yet"
        raise CriteriaInvalid(f"no bar {name}", held, "name one of these")
    raw = path.read_bytes()
    try:
        document = tomllib.loads(raw.decode("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise CriteriaInvalid(f"{path.name} is not TOML in UTF-8: {error}", "each key once, UTF-8", "mend the place named") from error
    extra = set(document) - {"bar", "must", "stop"}
    head = document.get("bar")
    if extra or not isinstance(head, dict) or set(head) != _HEAD or not isinstance(head["since"], date):
        raise CriteriaInvalid(f"{path.name} has no right [bar]", ", ".join(sorted(_HEAD)), "state each once; since is a date")
    lines = {kind: tuple(_line(f"{kind}.{key}", one) for key, one in dict(document.get(kind, {})).items()) for kind in ("must", "stop")}
    if not all(lines.values()):
        raise CriteriaInvalid(f"{path.name} says nothing of success or of stopping", "[must.…] and [stop.…]", "write both")
    return Bar(name, hashlib.sha256(raw).hexdigest(), head["title"], head["why"], head["since"], **lines)


def _line(where: str, raw: Mapping[str, Any]) -> Line:
    if not _LINE <= set(raw) <= _LINE | _BOUNDS or not set(raw) & _BOUNDS:
        raise CriteriaInvalid(
            f"{where} has the keys {', '.join(sorted(raw))}", ", ".join(sorted(_LINE | _BOUNDS)), "state a bound and a reason"
        )
    if raw["figure"] not in FIGURES or raw["part"] not in PARTS:
        raise CriteriaInvalid(f"{where} names {raw['part']} of {raw['figure']}", ", ".join((*FIGURES, *PARTS)), "name one of these")
    bounds = {key: raw.get(key) for key in sorted(_BOUNDS)}
    if any(isinstance(value, bool) or not isinstance(value, int | float | None) for value in bounds.values()):
        raise CriteriaInvalid(f"{where} has a bound that is no number", "a number", "correct it")
    return Line(where, raw["asks"], raw["figure"], raw["part"], bounds["at_least"], bounds["at_most"], raw["why"])


def register(bar: Bar, home: Path, by: str, on: date) -> str:
    """Records that a bar holds from a day on; returns the digest of the record. Raises `CriteriaInvalid` without a name, or twice."""
    if not by.strip():
        raise CriteriaInvalid("a bar was to be set by nobody", "--by NAME", "state who decides")
    if any(act["sha256"] == bar.digest for act in acts.recorded(home / LEDGER)):
        raise CriteriaInvalid(f"the bar {bar.name} is registered already, with these very lines", "a bar once", "go on to evaluate")
    return acts.record(home / LEDGER, {"bar": bar.name, "sha256": bar.digest, "by": by, "on": on})


def judged(bar: Bar, document: Mapping[str, Any], home: Path) -> dict[str, Any]:
    """Each condition on each day: met, not met, or not to be said; and whether the bar stood before the results were known."""
    figures = of_evaluation(document)
    must, stop = ([_judged(line, figures) for line in lines] for lines in (bar.must, bar.stop))
    on = next((act["on"] for act in acts.recorded(home / LEDGER) if act["sha256"] == bar.digest), None)
    return {
        "name": bar.name,
        "title": bar.title,
        "why": bar.why,
        "sha256": bar.digest,
        "registered_on": on,
        "before_results": on is not None and on < document["known_by"],
        "must": must,
        "stop": stop,
        "passed": all(one["verdict"] == "met" for one in must),
        "stopped": [one["asks"] for one in stop if any(day is True for day in one["days"])],
    }


def _judged(line: Line, figures: Mapping[str, Sequence[Mapping[str, float | None]]]) -> dict[str, Any]:
    values = [one[line.part] for one in figures[line.figure]]
    days = [None if value is None else line.holds(value) for value in values]
    verdict = "not met" if False in days else "met" if days and None not in days else "cannot be said"
    bounds = {key: value for key, value in (("at_least", line.at_least), ("at_most", line.at_most)) if value is not None}
    return {"id": line.id, "asks": line.asks, "part": line.part, **bounds, "values": values, "days": days, "verdict": verdict}


def of_evaluation(document: Mapping[str, Any]) -> dict[str, list[dict[str, float | None]]]:
    """What a bar can be set on: per figure a value with its interval for each day (of calibration and churn for each pair of days)."""
    own = document["versions"][document["close"]]
    found = {name: [_parts(one[name]) for one in own] for name in ("auc", "precision", "recall", "lift", "needed_to_assess")}
    ringing = [sum(said["alarm"] for said in one.values()) for one in document["alarms"]]
    return found | {
        "new_recall": [_parts(one["recall"]) for one in document["new_only"]],
        "expected_by_observed": [_plain(one["expected_by_observed"]) for one in document["calibration"]],
        "churn": [_plain(one["jaccard"]) for one in document["churn"]],
        "recall_gap": [_gap(document["fairness"], dimension) for dimension in FAIR],
        "alarms": [_plain(float(count)) for count in ringing],
    }


def _parts(figure: Mapping[str, Any]) -> dict[str, float | None]:
    low, high = figure["interval"] or (None, None)
    return {"value": figure["value"], "low": low, "high": high}


def _plain(value: float | None) -> dict[str, float | None]:
    return dict.fromkeys(PARTS, value)


def _gap(rows: Sequence[Mapping[str, Any]], dimension: str) -> dict[str, float | None]:
    """Between the group with the highest recall and that with the lowest: at least how far apart they are, and at most."""
    told = [row["recall"] for row in rows if row["dimension"] == dimension and not row["hidden"] and row["recall"]["interval"]]
    if len(told) < 2:
        return _plain(None)
    best, worst = max(told, key=lambda one: one["value"]), min(told, key=lambda one: one["value"])
    low = max(best["interval"][0] - worst["interval"][1], 0.0)
    return {"value": best["value"] - worst["value"], "low": low, "high": best["interval"][1] - worst["interval"][0]}
