"""Runs an evaluation or a fit on a hub's home, and writes what came out, whole and under the name of what it was made from.

Reads marts, crosswalks, criteria and labels; writes `evaluations/<name>/` or a model file. The same inputs give the same bytes.
"""

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import polars as pl
from threadpoolctl import threadpool_limits

from sukoyaka.console import Advance, silent
from sukoyaka.engine.duck import Duck
from sukoyaka.engine.question import Selection
from sukoyaka.governance.permit import Permit
from sukoyaka.governance.register import Register
from sukoyaka.hub.evaluation import bar as bars
from sukoyaka.hub.evaluation import judged, people
from sukoyaka.hub.evaluation.cohort import Place, under
from sukoyaka.hub.evaluation.drift import feeds
from sukoyaka.hub.evaluation.evaluate import Past, Version, check_days, evaluate, features_for
from sukoyaka.hub.evaluation.judged import Judged, learned
from sukoyaka.hub.evaluation.labels import Definition, check_against
from sukoyaka.hub.evaluation.learning import YEAR, model_of, regret, training_days, verdict
from sukoyaka.hub.evaluation.months import months
from sukoyaka.hub.evaluation.report.pages import page
from sukoyaka.hub.features.measure import require_cleared
from sukoyaka.hub.features.view import open_view
from sukoyaka.hub.findings.people import open_crosswalks
from sukoyaka.hub.marts import open_mart
from sukoyaka.hub.screening.criteria import Criteria
from sukoyaka.hub.screening.model.document import Model, applied, tie_break
from sukoyaka.hub.screening.model.learner import STRENGTH, LabelsUnusable
from sukoyaka.hub.store import files
from sukoyaka.hub.store.code import DETERMINATION, code_version
from sukoyaka.hub.store.home import fresh_draft, publish
from sukoyaka.records.purpose import Purpose

CODE = (*DETERMINATION, "hub/evaluation")
DOCUMENT, REPORT = "evaluation.json", "report.html"
ABOUT = "どのデータかは断面の名前で示す。合成か実データかは、断面には記録されていない"


@dataclass(frozen=True)
class Asked:
    """What an evaluation is asked for."""

    versions: Sequence[Version]
    definition: Definition
    days: Sequence[date]
    draws: int
    seed: int = 0
    about: str = ABOUT
    bar: bars.Bar | None = None  # the line set before the results were seen


@dataclass(frozen=True)
class Grounds:
    """A hub's past under a label definition."""

    past: Past
    first: date  # the first day to learn from
    snapshot: str
    reach: date = field(default=date.min)  # outcomes are known before this day


@contextmanager
def grounds(
    home: Path, register: Register, definition: Definition, versions: Sequence[Criteria], on: date, advance: Advance
) -> Iterator[Grounds]:
    """Opens the mart. `on` is the day on which the legal footing of every item must hold."""
    permit = Permit(register, Purpose.SCREENING, on)
    features = features_for(versions)
    require_cleared(list(features.values()), permit)
    mart = open_mart(home, Purpose.SCREENING)
    with Duck() as engine, threadpool_limits(1):  # many small products: threads would only wait for one another
        sources = engine.compute(engine.table(mart, "sources", permit))
        told = engine.table(mart, "events", permit).select("code", "source", "time").distinct()
        codes = engine.compute(told.group_by(["code", "source"]).aggregate(first=told.time.min()))
        mine = codes.filter(pl.Series([Selection(definition.codes).matches_code(code) for code in codes["code"]], dtype=pl.Boolean))
        if mine.is_empty():
            raise LabelsUnusable(
                f"no event of the label {definition.name} was ever recorded",
                "codes that occur in the mart",
                "correct event.codes, or its source",
            )
        reach: Any = sources.filter(pl.col("source").is_in(mine["source"].implode()))["known_through"].min()
        first: Any = mine["first"].min()
        place = Place(engine, mart, permit, open_crosswalks(home).screening)
        known_by: date = reach + timedelta(days=1)
        past = Past(place, definition, features, known_by, advance)
        yield Grounds(past, first.date() + timedelta(days=YEAR), mart.snapshot, known_by)


def run_evaluation(home: Path, register: Register, asked: Asked, advance: Advance = silent) -> tuple[Path, dict[str, Any]]:
    """Writes `evaluations/<name>/` with the document and the report; returns the directory and the document."""
    criteria = [version.criteria for version in asked.versions]
    with grounds(home, register, asked.definition, criteria, max(asked.days), advance) as base:
        check_days(asked.days, asked.definition, base.reach)
        if any(version.model and version.model.fitted_on["people"] for version in asked.versions):
            base.past.decided = _judged(home, base)
        found = evaluate(base.past, asked.versions, asked.days, register, asked.draws, asked.seed, base.first)
        crosswalks = open_crosswalks(home)
        cases = crosswalks.casework.join(crosswalks.screening.select("platform_subject_id", "person"), on="platform_subject_id")
        of_office = cases.select("case", "person")
        judgements = {"people": people.of_home(home, of_office), "months": months(home, of_office)}
        document = {**heading(asked, base, register), **found, **judgements}
    document["bar"] = bars.judged(asked.bar, document, home) if asked.bar else None
    name = name_of(document)
    target = home / "evaluations" / name
    draft = fresh_draft(target)
    (draft / DOCUMENT).write_bytes(files.to_json(document | {"name": name}))
    (draft / REPORT).write_bytes(page(document | {"name": name}).encode())
    publish(draft, target)
    return target, document | {"name": name}


def heading(asked: Asked, base: Grounds, register: Register) -> dict[str, Any]:
    """What an evaluation was made from."""
    return {
        "about": asked.about,
        "snapshot": base.snapshot,
        "register": register.version,
        "code": code_version(CODE),
        "known_by": base.reach.isoformat(),
        "seed": asked.seed,
        "label": {
            "name": asked.definition.name,
            "title": asked.definition.title,
            "why": asked.definition.why,
            "codes": list(asked.definition.codes),
            "sha256": asked.definition.digest,
            "horizon_days": asked.definition.horizon_days,
            "gap_days": asked.definition.gap_days,
            "delay_days": asked.definition.delay_days,
        },
        "criteria": [
            {
                "name": version.name,
                "title": version.criteria.title,
                "sha256": version.criteria.digest,
                "model": version.model.digest if version.model else None,
                "places": {str(tier): one.per_10000 for tier, one in version.criteria.lists.items()},
            }
            for version in asked.versions
        ],
    }


def name_of(document: dict[str, Any]) -> str:
    """16 hex digits of everything the document says."""
    return hashlib.sha256(files.to_json(document)).hexdigest()[:16]


def fit_model(
    home: Path,
    register: Register,
    criteria: Criteria,
    definition: Definition,
    days: Sequence[date],
    strength: float = STRENGTH,
    advance: Advance = silent,
    *,
    heard: bool = True,
) -> Model:
    """Learns from every day whose outcomes are known, after trying the recipe on `days` with what was known on each of them.

    `heard`: also from what people decided of the lists, as far as it was known on each day.
    """
    check_against(definition, criteria, register)
    with grounds(home, register, definition, [criteria], max(days), advance) as base:
        check_days(days, definition, base.reach)
        people_of_mart, decided = base.past.place.people, _judged(home, base) if heard else None
        tried = []
        for day in sorted(days):
            earlier = training_days(definition, day, base.first)
            if not earlier:
                raise LabelsUnusable(
                    f"nothing was known by {day} to learn from", f"days from {_earliest(definition, base.first)} on", "name a later day"
                )
            taught, _ = learned([base.past.on(one) for one in earlier], criteria, strength, decided, day)
            model = model_of(taught, criteria, strength, {}, {}, draws=0)
            now = base.past.on(day)
            points = under(now, criteria, people_of_mart)
            tried.append(regret(points, under(now, applied(model, criteria), people_of_mart, _tie(model, criteria))))
        every = training_days(definition, base.reach, base.first)
        latest = base.reach if decided is None else max(base.reach, decided.newest)
        taught, account = learned([base.past.on(one) for one in every], criteria, strength, decided, latest)
        facts = {
            "people": account,
            "snapshot": base.snapshot,
            "label": definition.name,
            "label_sha256": definition.digest,
            "known_by": base.reach.isoformat(),
            "code": code_version(CODE),
        }
        return model_of(taught, criteria, strength, facts, verdict(tried))


def _judged(home: Path, base: Grounds) -> Judged | None:
    """What people decided of this home's lists."""
    crosswalks, newest = open_crosswalks(home), base.past.place.mart
    cases = crosswalks.casework.join(crosswalks.screening.select("platform_subject_id", "person"), on="platform_subject_id")
    spells = pl.read_parquet(newest.table("household_spells")).sort("subject_id", "from_on").unique("subject_id", keep="last")
    homes = spells.join(crosswalks.screening, on="subject_id").select("person", household="household_id")
    return judged.of_home(home, cases.select("case", "person"), homes)


def _earliest(definition: Definition, first: date) -> date:
    return definition.known_from(first)


def _tie(model: Model, criteria: Criteria) -> Any:
    return lambda values, children: tie_break(model, criteria, values, children)


def steps_of(asked: Asked) -> int:
    """How many steps the progress of an evaluation has, at least: the days, and the figures."""
    return len(asked.days) + 2


def feeds_of(home: Path, register: Register, as_of: date) -> list[dict[str, Any]]:
    """The feeds of a home as of a day."""
    mart = open_mart(home, Purpose.SCREENING)
    with Duck() as engine:
        return feeds(open_view(engine, mart, Permit(register, Purpose.SCREENING, as_of), as_of, mart.snapshot))
