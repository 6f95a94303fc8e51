"""What counts as an outcome, declared as data, and who has it: known by a later day, never from before the as-of day.

Reads `criteria/labels/NAME.toml` and views of two days; returns a label per child, or none. Why none: a child who could
not be followed to the end is neither a yes nor a no.
"""

import hashlib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import polars as pl

from sukoyaka.engine.question import Aggregate, Question, Selection
from sukoyaka.governance.register import Register
from sukoyaka.hub.features.model import Feature, items_read
from sukoyaka.hub.features.view import View
from sukoyaka.hub.screening.criteria import Criteria, CriteriaInvalid, default_directory
from sukoyaka.hub.screening.model.design import weighed
from sukoyaka.hub.screening.model.learner import LabelsUnusable

_SHAPE: Mapping[str, Mapping[str, type]] = {
    "label": {"title": str, "why": str, "source": str, "author": str, "since": date},
    "event": {"codes": list},
    "follow_up": {"horizon_days": int, "gap_days": int, "delay_days": int, "until_months": int},
}
SCHEMA = pl.Schema({"subject_id": pl.Int64, "positive": pl.Boolean, "noticed_on": pl.Date, "before": pl.Boolean})


@dataclass(frozen=True)
class Definition:
    """One definition. Days count from the as-of day."""

    name: str
    digest: str
    title: str
    why: str
    codes: tuple[str, ...]
    horizon_days: int
    gap_days: int
    delay_days: int
    until_months: int

    def until(self, as_of: date) -> date:
        """First day after the follow-up."""
        return as_of + timedelta(days=self.gap_days + self.horizon_days)

    def known_from(self, as_of: date) -> date:
        """First day on which the outcomes of `as_of` may be used."""
        return self.until(as_of) + timedelta(days=self.delay_days)

    def last_as_of(self, known_by: date) -> date:
        """The latest as-of day whose outcomes are known by a day."""
        return known_by - timedelta(days=self.gap_days + self.horizon_days + self.delay_days)


def load(name: str, horizon: int | None = None, directory: Path | None = None) -> Definition:
    """Reads a definition; `horizon` replaces its days. Raises `CriteriaInvalid` with the place of the first fault."""
    place = directory or default_directory() / "labels"
    path = place / f"{name}.toml"
    if not path.is_file():
        held = ", ".join(sorted(p.stem for p in place.glob("*.toml"))) or "none yet"
        raise CriteriaInvalid(f"no label definition {name}", held, "name one of these")
    raw = path.read_bytes()
    try:
        document = tomllib.loads(raw.decode("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise CriteriaInvalid(f"{path.name} is not TOML in UTF-8: {error}", "each key once, UTF-8", "mend the place named") from error
    _check(name, document)
    days = dict(document["follow_up"]) | ({"horizon_days": horizon} if horizon else {})
    if days["horizon_days"] < 1 or days["gap_days"] < 0 or days["delay_days"] < 0:
        raise CriteriaInvalid(
            f"{name} looks back", "horizon_days from 1, gap_days and delay_days from 0", "an outcome lies after the as-of day"
        )
    said = document["label"]
    digest = hashlib.sha256(raw + str(days["horizon_days"]).encode()).hexdigest()
    return Definition(name, digest, said["title"], said["why"], tuple(document["event"]["codes"]), **days)


def _check(name: str, document: Mapping[str, Any]) -> None:
    for table, keys in _SHAPE.items():
        held = document.get(table)
        if not isinstance(held, dict) or set(held) != set(keys):
            raise CriteriaInvalid(f"{name} has no right [{table}]", ", ".join(keys), "state each of them once")
        wrong = [key for key, kind in keys.items() if not isinstance(held[key], kind) or isinstance(held[key], bool)]
        if wrong:
            raise CriteriaInvalid(f"{name} has {table}.{wrong[0]} of another kind", keys[wrong[0]].__name__, "correct it")
    extra = set(document) - set(_SHAPE)
    if extra:
        raise CriteriaInvalid(f"{name} has the unknown table {min(extra)}", ", ".join(_SHAPE), "remove it")


def check_against(definition: Definition, criteria: Criteria, register: Register) -> None:
    """Raises `LabelsUnusable` if an item with points reads what the label is made of: it would be taught its own answer."""
    for item in weighed(criteria):
        if reads(item.feature, definition, register):
            raise LabelsUnusable(
                f"the item {item.id} reads what the label {definition.name} is made of",
                "items with points that read nothing of the label's codes",
                "set its points to 0 (history), or choose another label",
            )


def reads(feature: Feature, definition: Definition, register: Register) -> bool:
    """Whether a feature reads an item of the register that the label is made of too."""
    asked = Question(definition.name, Aggregate.ANY_OF, Selection(definition.codes), None)
    label = replace(feature, name=definition.name, question=asked, reads=())
    return bool(items_read(feature, register) & items_read(label, register))


def outcomes(view: View, after: View, definition: Definition, known_by: date) -> pl.DataFrame:
    """`SCHEMA`, a row per child of `view`. `after` is the view of the day on which the follow-up ends.

    `positive` is empty for a child without full follow-up; `before` says that it was noticed before the as-of day already.
    Raises `LabelsUnusable` for a day whose outcomes cannot be known yet, and for codes that nobody ever recorded.
    """
    if known_by < definition.known_from(view.as_of):
        raise LabelsUnusable(
            f"outcomes of {view.as_of} are known from {definition.known_from(view.as_of)} on, asked for {known_by}",
            f"as-of days up to {definition.last_as_of(known_by)}",
            "choose an earlier day, or a shorter horizon",
        )
    told = _noticed(view, definition, known_by)
    first = told.filter(pl.col("day") >= view.as_of + timedelta(days=definition.gap_days), pl.col("day") < definition.until(view.as_of))
    first = first.group_by("subject_id").agg(noticed_on=pl.col("known_on").min())
    earlier = told.filter(pl.col("day") < view.as_of)["subject_id"].unique()
    followed = _followed(after, definition)
    found = pl.col("noticed_on").is_not_null()
    positive = pl.when(found).then(pl.lit(True)).when(pl.col("subject_id").is_in(followed.implode())).then(pl.lit(False))
    labelled = view.children.select("subject_id").join(first, on="subject_id", how="left").with_columns(positive=positive)
    marked = labelled.with_columns(before=pl.col("subject_id").is_in(earlier.implode()))
    return marked.select(SCHEMA.names()).cast(SCHEMA).sort("subject_id")


def _followed(after: View, definition: Definition) -> pl.Series:
    """Who still lives in the city and is still young enough when the follow-up ends."""
    return after.children.filter(pl.col("months") <= definition.until_months)["subject_id"]


def _noticed(view: View, definition: Definition, known_by: date) -> pl.DataFrame:
    """`subject_id, day, known_on` of every event of the definition that is known by a day, whenever it happened."""
    chosen = [code for code in view.codes if Selection(definition.codes).matches_code(code)]
    if not chosen:
        raise LabelsUnusable(
            f"no event of the label {definition.name} was ever recorded",
            f"codes of the mart, such as {view.codes[0]}",
            "correct event.codes",
        )
    events = view.events.filter(view.events.code.isin(chosen))
    dated = events.mutate(day=events.time.cast("date"))
    known = dated.filter(dated.known_on < known_by)
    children = view.children.select("subject_id")
    return view.engine.compute(known.select("subject_id", "day", "known_on")).unique().join(children, on="subject_id", how="semi")
