"""The protocol of a study: what is asked, of whom, and by which rules, written down before any result is seen.

Reads `studies/NAME.toml`. Why a file: people who do not programme can argue with it, and its digest names the results.
"""

import hashlib
import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from sukoyaka.governance.register import Register
from sukoyaka.hub.events.plan import emissions
from sukoyaka.hub.features.language import icd10
from sukoyaka.hub.study.dag import Dag
from sukoyaka.records.errors import ExitCode, SukoyakaError

DIAGNOSES = "CLAIM/DX/"
_RANGE = re.compile(r"([A-Z])([0-9]{2})(?:-([A-Z])([0-9]{2}))?")
MEASURES = ("weight", "height", "head", "odd_month")
VARIABLES = ("sex", "round", "age", "birth_weight", "gestation_weeks", "one_adult", "allowance", "assistance", "siblings", "district")
_SHAPE: Mapping[str, Mapping[str, type]] = {
    "study": {"title": str, "question": str, "population": str, "why": str, "author": str, "since": date},
    "observability": {"shortest_days": int, "covered_share": float, "adult_months": int},
    "adjust": {"variables": list},
    "dag": {"edges": list},
    "rules": {"smallest_cell": int, "alpha": float},
}
_NAMED = ("window", "exposure", "outcome")
_KEYS: Mapping[str, tuple[set[str], ...]] = {  # the forms that a named table may have
    "window": ({"title", "first_day", "last_day", "main"},),
    "exposure": ({"title", "codes", "beside"}, {"title", "in_force", "source", "beside"}),
    "outcome": (
        {"title", "measure", "family"},
        {"title", "measure", "family", "negative_control"},
        {"title", "codes", "saying", "family"},
    ),
}


class ProtocolInvalid(SukoyakaError):
    """A protocol says something that cannot be carried out."""

    exit_code = ExitCode.CRITERIA_INVALID


@dataclass(frozen=True)
class Window:
    """Days before the checkup, both included."""

    name: str
    title: str
    first_day: int
    last_day: int
    main: bool


@dataclass(frozen=True)
class Exposure:
    """Diagnoses claimed for a co-resident, or something of theirs that is in force on the day of the checkup."""

    name: str
    title: str
    beside: tuple[str, ...]
    categories: tuple[str, ...] = ()  # ICD-10; empty for what is in force
    in_force: str = ""
    source: str = ""

    @property
    def claimed(self) -> bool:
        """Whether claims tell of it: then it has a dose and a time."""
        return bool(self.categories)


@dataclass(frozen=True)
class Outcome:
    """A measurement of the checkup, or an answer that is or is not there."""

    name: str
    title: str
    family: str
    measure: str = ""
    codes: str = ""
    saying: tuple[str, ...] = ()
    negative_control: str = ""

    @property
    def binary(self) -> bool:
        """Whether it is a yes or a no."""
        return not self.measure or self.measure == "odd_month"


@dataclass(frozen=True)
class Protocol:
    """A whole protocol."""

    name: str
    digest: str
    said: Mapping[str, Any]  # [study]
    windows: tuple[Window, ...]
    exposures: tuple[Exposure, ...]
    outcomes: tuple[Outcome, ...]
    variables: tuple[str, ...]
    dag: Dag
    shortest_days: int
    covered_share: float
    adult_months: int
    smallest_cell: int
    alpha: float

    @property
    def main(self) -> Window:
        """The window of the main analysis."""
        return next(window for window in self.windows if window.main)

    @property
    def earlier(self) -> Window | None:
        """The window that the timing is compared with."""
        return next((window for window in self.windows if not window.main), None)


def default_directory() -> Path:
    """Where protocols lie: $SUKOYAKA_STUDIES, or `studies/` beside the package."""
    return Path(os.environ.get("SUKOYAKA_STUDIES", Path(__file__).parents[3] / "studies"))


def load(name: str, directory: Path | None = None) -> Protocol:
    """Reads a protocol. Raises `ProtocolInvalid` with the place of the first fault."""
    place = directory or default_directory()
    path = place / f"{name}.toml"
    if not path.is_file():
        held = ", ".join(sorted(p.stem for p in place.glob("*.toml"))) or "none yet"
        raise ProtocolInvalid(f"no protocol {name}", held, "name one of these")
    raw = path.read_bytes()
    try:
        document = tomllib.loads(raw.decode("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ProtocolInvalid(f"{path.name} is not TOML in UTF-8: {error}", "each key once, UTF-8", "mend the place named") from error
    _check_shape(name, document)
    return _protocol(name, hashlib.sha256(raw).hexdigest(), document)


def _check_shape(name: str, document: Mapping[str, Any]) -> None:
    for table, keys in _SHAPE.items():
        held = document.get(table)
        if not isinstance(held, dict) or set(held) != set(keys):
            raise ProtocolInvalid(f"{name} has no right [{table}]", ", ".join(keys), "state each of them once")
        wrong = [key for key, kind in keys.items() if type(held[key]) is not kind]
        if wrong:
            raise ProtocolInvalid(f"{name} has {table}.{wrong[0]} of another kind", keys[wrong[0]].__name__, "correct it")
    for table in _NAMED:
        for key, held in document.get(table, {"": {}}).items():
            if set(held) not in _KEYS[table]:
                forms = " or ".join(", ".join(sorted(form)) for form in _KEYS[table])
                raise ProtocolInvalid(f"{name} has no right [{table}.{key}]", forms, "state each of one form once")
    extra = set(document) - set(_SHAPE) - set(_NAMED)
    if extra:
        raise ProtocolInvalid(f"{name} has the unknown table {min(extra)}", ", ".join([*_SHAPE, *_NAMED]), "remove it")


def _protocol(name: str, digest: str, document: Mapping[str, Any]) -> Protocol:
    windows = tuple(Window(key, **held) for key, held in document["window"].items())
    if sum(window.main for window in windows) != 1 or any(w.first_day < w.last_day or w.last_day < 1 for w in windows):
        raise ProtocolInvalid(
            "windows are not in order", "one main window; first_day ≥ last_day ≥ 1", "an exposure lies before the checkup"
        )
    exposures = tuple(_exposure(key, held, document["exposure"]) for key, held in document["exposure"].items())
    outcomes = tuple(_outcome(key, held) for key, held in document["outcome"].items())
    if not any(outcome.negative_control for outcome in outcomes):
        raise ProtocolInvalid(f"{name} has no negative control", "an outcome with negative_control = why", "add one")
    dag = Dag.read(document["dag"]["edges"])
    variables = tuple(document["adjust"]["variables"])
    _check_variables(variables, dag)
    rules = dict(document["rules"])
    return Protocol(name, digest, document["study"], windows, exposures, outcomes, variables, dag, **document["observability"], **rules)


def _exposure(name: str, held: Mapping[str, Any], every: Mapping[str, Any]) -> Exposure:
    strangers = sorted(set(held["beside"]) - set(every) | ({name} & set(held["beside"])))
    if strangers:
        raise ProtocolInvalid(f"exposure.{name} stands beside {strangers[0]}", ", ".join(sorted(set(every) - {name})), "correct beside")
    categories = tuple(category for spoken in held.get("codes", ()) for category in _categories(name, spoken))
    return Exposure(name, held["title"], tuple(held["beside"]), categories, held.get("in_force", ""), held.get("source", ""))


def _categories(name: str, spoken: str) -> tuple[str, ...]:
    found = _RANGE.fullmatch(spoken)
    if not found or (found[3] and (found[3] != found[1] or found[4] < found[2])):
        raise ProtocolInvalid(f"exposure.{name} has the unknown code {spoken!r}", "ICD-10 categories such as F32 or F30-F39", "correct it")
    return icd10(spoken)


def _outcome(name: str, held: Mapping[str, Any]) -> Outcome:
    if "measure" in held and held["measure"] not in MEASURES:
        raise ProtocolInvalid(f"outcome.{name} has the unknown measure {held['measure']!r}", ", ".join(MEASURES), "name one of them")
    said: dict[str, Any] = {key: tuple(value) if key == "saying" else value for key, value in held.items()}
    return Outcome(name, **said)


def _check_variables(variables: tuple[str, ...], dag: Dag) -> None:
    unknown = sorted(set(variables) - set(VARIABLES))
    if unknown:
        raise ProtocolInvalid(f"adjust.variables has the unknown {unknown[0]}", ", ".join(VARIABLES), "name some of them")
    unplaced = sorted(set(variables) - dag.nodes)
    if unplaced:
        raise ProtocolInvalid(f"the graph has no node {unplaced[0]}", "a place in [dag] for every variable", "draw its arrows")
    caused = sorted(set(variables) & dag.descendants("exposure"))
    if caused:
        raise ProtocolInvalid(
            f"{caused[0]} is adjusted for and is an effect of the exposure",
            "variables that the exposure does not lead to",
            "take it out of adjust.variables, or correct the arrows",
        )


def check_against(protocol: Protocol, register: Register) -> None:
    """Raises `ProtocolInvalid` for an event code that no source of the register emits."""
    templates = {emission.template for source in register.sources for emission in emissions(register, source)}
    steps = [template.split("/") for template in templates]
    for where, code in [
        *((f"exposure.{one.name}", one.in_force) for one in protocol.exposures if one.in_force),
        *((f"outcome.{one.name}", one.codes) for one in protocol.outcomes if one.codes),
    ]:
        if not any(_could_be(code.split("/"), template) for template in steps):
            raise ProtocolInvalid(f"{where} has the unknown code {code}", "codes of the register, such as " + min(templates), "correct it")


def _could_be(code: list[str], template: list[str]) -> bool:
    return len(code) == len(template) and all(c in (t, "*") or t.startswith("{") for c, t in zip(code, template, strict=True))
