"""Determination criteria as a nurse writes them: TOML in, frozen objects out, nothing guessed.

Reads `criteria/NAME.toml`. Whatever could not be obeyed (an unknown key, feature or domain, a degree that can never be
reached, points on a sign of surveillance, a word about custody) is refused with what is allowed and what to do next.
"""

import hashlib
import itertools
import os
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from pathlib import Path

from sukoyaka.hub.features.catalogue import CATALOGUE
from sukoyaka.hub.features.model import Feature
from sukoyaka.records.errors import ExitCode, SukoyakaError
from sukoyaka.records.findings import Tier

CUSTODY = ("一時保護", "保護すべき", "職権保護", "分離", "送致", "立入")
"""Words that no list, item or label may say: the computer points, people decide."""


class CriteriaInvalid(SukoyakaError):
    """Criteria that cannot be obeyed."""

    exit_code = ExitCode.CRITERIA_INVALID


@dataclass(frozen=True)
class Degree:
    """Points from a value on (`at_least`) or below a value (`below`)."""

    bound: float
    points: int


@dataclass(frozen=True)
class Entry:
    """One line that a nurse can argue with: an item with points, or a red flag (then `tier` is set and degrees have none)."""

    id: str
    asks: str
    feature: Feature
    degrees: tuple[Degree, ...]
    domain: str
    why: str
    source: str
    author: str
    since: date
    tier: Tier | None = None  # of a red flag: the list it leads to
    under_four: float | None = None  # of a red flag: the value that is enough under four years

    @property
    def falls(self) -> bool:
        """Whether a low value is the sign."""
        return self.feature.direction == "risk_decreases"


@dataclass(frozen=True)
class Capacity:
    """How long a list may be: places per 10,000 children, and the score from which a child can be on it."""

    per_10000: int
    threshold: int

    def places(self, population: int) -> int:
        """Places for a population, rounded up: a small city has a place too."""
        return -(-population * self.per_10000 // 10000)


@dataclass(frozen=True)
class Domain:
    """A group of items with one cause; its points count together up to `cap` (a negative floor for what protects)."""

    id: str
    cap: int


@dataclass(frozen=True)
class Criteria:
    """One version."""

    name: str
    title: str
    digest: str  # of the file's bytes
    labels: Mapping[Tier, str]
    lists: Mapping[Tier, Capacity]
    audit_share: float  # of the places of the list at_risk
    audit_why: str
    under_four_months: int
    under_four_why: str
    domains: Mapping[str, Domain]
    items: tuple[Entry, ...]
    red_flags: tuple[Entry, ...]

    @property
    def entries(self) -> tuple[Entry, ...]:
        """Red flags and items: everything that is asked about a child."""
        return self.red_flags + self.items

    @cached_property
    def by_id(self) -> Mapping[str, Entry]:
        """Entries by id."""
        return {entry.id: entry for entry in self.entries}

    @cached_property
    def features(self) -> tuple[Feature, ...]:
        """Every feature used, once, by name."""
        used = {entry.feature.name: entry.feature for entry in self.entries}
        return tuple(used[name] for name in sorted(used))


def default_directory() -> Path:
    """Where criteria lie: $SUKOYAKA_CRITERIA, or `criteria/` beside the package."""
    return Path(os.environ.get("SUKOYAKA_CRITERIA", Path(__file__).parents[3] / "criteria"))


def load(name: str, directory: Path | None = None) -> Criteria:
    """Reads one version. Raises `CriteriaInvalid` with the place of the first fault."""
    directory = directory or default_directory()
    path = directory / f"{name}.toml"
    if not path.is_file():
        held = ", ".join(sorted(p.stem for p in directory.glob("*.toml"))) or "none yet"
        raise CriteriaInvalid(f"no criteria {name}", held, "name one of these, or set SUKOYAKA_CRITERIA")
    raw = path.read_bytes()
    try:
        document = tomllib.loads(raw.decode("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise CriteriaInvalid(f"{path.name} is not TOML in UTF-8: {error}", "each key once, UTF-8", "mend the place named") from error
    return _criteria(name, hashlib.sha256(raw).hexdigest(), document)


TOP = {"criteria", "labels", "list", "audit", "under_four", "domain", "item", "red_flag"}
SHARED = {"asks", "feature", "why", "source", "author", "since", "unknown"}
ITEM = SHARED | {"points", "domain"}
RED_FLAG = SHARED | {"at_least", "at_least_under_four", "list"}


def named(name: str) -> Criteria:
    """Reads a version by its name (`v1`), or a draft by the path of its file (`drafts/v2.toml`)."""
    path = Path(name)
    return load(path.stem, path.parent) if path.suffix == ".toml" else load(name)


def path_of(name: str) -> Path:
    """The file of a version by its name or path."""
    return Path(name) if name.endswith(".toml") else default_directory() / f"{name}.toml"


def _criteria(name: str, digest: str, document: dict[str, object]) -> Criteria:
    _keys(f"{name}.toml", document, TOP, needed=TOP)
    head = _table(name, document, "criteria")
    _keys("[criteria]", head, {"title"}, needed={"title"})
    domains = {key: _domain(key, _table("domain", _table(name, document, "domain"), key)) for key in _table(name, document, "domain")}
    items = tuple(_item(key, raw, domains) for key, raw in _tables(name, document, "item"))
    flags = tuple(_red_flag(key, raw) for key, raw in _tables(name, document, "red_flag"))
    _no_doubles(items, flags)
    criteria = Criteria(
        name=name,
        title=str(head["title"]),
        digest=digest,
        labels=_labels(_table(name, document, "labels")),
        lists={tier: _capacity(tier, _table("list", _table(name, document, "list"), tier)) for tier in Tier},
        audit_share=_share(_table(name, document, "audit")),
        audit_why=_text("audit", _table(name, document, "audit"), "why"),
        under_four_months=_months(_table(name, document, "under_four")),
        under_four_why=_text("under_four", _table(name, document, "under_four"), "why"),
        domains=domains,
        items=items,
        red_flags=flags,
    )
    _no_custody(criteria)
    return criteria


def _item(key: str, raw: dict[str, object], domains: Mapping[str, Domain]) -> Entry:
    where = f"item.{key}"
    _keys(where, raw, ITEM, needed=ITEM)
    domain = str(raw["domain"])
    if domain not in domains:
        raise CriteriaInvalid(
            f"{where} names the domain {domain!r}", ", ".join(domains), "declare [domain.…] with its cap, or name another"
        )
    feature = _feature(where, raw)
    entry = _entry(key, where, raw, feature, _degrees(where, raw["points"], feature), domain)
    _check_sign(where, entry, domains[domain])
    return entry


def _red_flag(key: str, raw: dict[str, object]) -> Entry:
    where = f"red_flag.{key}"
    _keys(where, raw, RED_FLAG, needed=RED_FLAG - {"at_least_under_four"})
    feature = _feature(where, raw)
    if feature.direction != "risk_increases":
        raise CriteriaInvalid(f"{where} uses {feature.name}, which {feature.direction}", "features whose risk increases", "choose another")
    if raw["list"] not in set(Tier):
        raise CriteriaInvalid(f"{where} leads to the list {raw['list']!r}", ", ".join(Tier), "name one of these")
    bound = _reachable(where, _number(f"{where}.at_least", raw["at_least"]), feature)
    young = raw.get("at_least_under_four")
    under_four = None if young is None else _number(f"{where}.at_least_under_four", young)
    if under_four is not None and not 0 < under_four <= bound:
        raise CriteriaInvalid(f"{where} asks for {under_four:g} under four years", f"more than 0, at most {bound:g}", "correct it")
    entry = _entry(key, where, raw, feature, (Degree(bound, 0),), "red_flag")
    return replace(entry, tier=Tier(str(raw["list"])), under_four=under_four)


def _entry(key: str, where: str, raw: Mapping[str, object], feature: Feature, degrees: tuple[Degree, ...], domain: str) -> Entry:
    since = raw["since"]
    if not isinstance(since, date):
        raise CriteriaInvalid(f"{where}.since is {since!r}", "a date such as 2024-04-01", "say since when it holds")
    said = {name: _text(where, raw, name) for name in ("asks", "why", "source", "author")}
    return Entry(key, said["asks"], feature, degrees, domain, said["why"], said["source"], said["author"], since)


def _text(where: str, raw: Mapping[str, object], key: str) -> str:
    text = raw[key]
    if not isinstance(text, str) or not text.strip():
        raise CriteriaInvalid(f"{where}.{key} is {text!r}", "words, not empty", "write it: whoever is pointed at by it may ask why")
    return text


def _feature(where: str, raw: Mapping[str, object]) -> Feature:
    name = str(raw["feature"])
    if name not in CATALOGUE:
        raise CriteriaInvalid(f"{where} names the feature {name!r}", ", ".join(sorted(CATALOGUE)), "see `sukoyaka hub features list`")
    if raw["unknown"] != "show":
        raise CriteriaInvalid(
            f"{where} has unknown = {raw['unknown']!r}", '"show": what is not known is shown, never counted as no', "write show"
        )
    return CATALOGUE[name]


def _degrees(where: str, raw: object, feature: Feature) -> tuple[Degree, ...]:
    key = "below" if feature.direction == "risk_decreases" else "at_least"
    if not isinstance(raw, list) or not raw:
        raise CriteriaInvalid(f"{where} has no degree", f"points = [{{ {key} = 1, points = 2 }}]", "state at least one degree")
    degrees = []
    for one in raw:
        if not isinstance(one, dict) or set(one) != {key, "points"} or not isinstance(one["points"], int):
            raise CriteriaInvalid(
                f"{where} has a degree in the wrong direction or form",
                f"{{ {key} = a number, points = a whole number }}",
                f"{feature.name} is declared {feature.direction}",
            )
        degrees.append(Degree(_number(f"{where}.{key}", one[key]), one["points"]))
    _check_order(where, degrees, feature, key)
    return tuple(degrees)


def _check_order(where: str, degrees: list[Degree], feature: Feature, key: str) -> None:
    """Each further degree must be harder to reach and weigh more, or it could never be the one that counts."""
    for before, after in itertools.pairwise(degrees):
        harder = after.bound < before.bound if key == "below" else after.bound > before.bound
        if not harder or abs(after.points) <= abs(before.points):
            raise CriteriaInvalid(
                f"{where} has the degree {key} = {after.bound:g}, which cannot be reached or adds nothing",
                "degrees from slight to grave, each with more points than the one before",
                "reorder or remove it",
            )
    for degree in degrees:
        _reachable(where, degree.bound, feature)


def _reachable(where: str, bound: float, feature: Feature) -> float:
    if feature.highest is not None and feature.direction != "risk_decreases" and bound > feature.highest:
        raise CriteriaInvalid(
            f"{where} asks for {bound:g} of {feature.name}", f"at most {feature.highest:g}", "lower it: it can never be reached"
        )
    if feature.direction != "risk_decreases" and bound <= 0:
        raise CriteriaInvalid(f"{where} is met by everybody: at_least = {bound:g}", "more than 0", "raise it")
    return bound


def _check_sign(where: str, entry: Entry, domain: Domain) -> None:
    points = [degree.points for degree in entry.degrees]
    if entry.feature.tier == "S":
        if any(points):
            raise CriteriaInvalid(
                f"{where} gives points to {entry.feature.name}, a sign of how closely a family was watched",
                "points = 0: shown as history; a nurse may write it as a red flag",
                "set its points to 0",
            )
        return
    protects = entry.feature.direction == "protects"
    if any((point >= 0) if protects else (point <= 0) for point in points):
        raise CriteriaInvalid(
            f"{where} has points in the wrong direction", "negative for what protects, positive for risk", "correct the sign"
        )
    if protects != (domain.cap < 0):
        raise CriteriaInvalid(
            f"{where} stands in the domain {domain.id}",
            "protective items in a domain with a negative cap, risk in one with a positive",
            "move it",
        )


def _domain(key: str, raw: dict[str, object]) -> Domain:
    _keys(f"domain.{key}", raw, {"cap"}, needed={"cap"})
    cap = raw["cap"]
    if not isinstance(cap, int) or cap == 0:
        raise CriteriaInvalid(f"domain.{key} has cap = {cap!r}", "a whole number, negative for what protects", "correct it")
    return Domain(key, cap)


def _capacity(tier: Tier, raw: dict[str, object]) -> Capacity:
    _keys(f"list.{tier}", raw, {"per_10000", "threshold"}, needed={"per_10000", "threshold"})
    per, threshold = raw["per_10000"], raw["threshold"]
    if not isinstance(per, int) or not isinstance(threshold, int) or per < 0 or threshold < 1:
        raise CriteriaInvalid(
            f"list.{tier} has per_10000 = {per!r}, threshold = {threshold!r}", "whole numbers, threshold from 1", "correct them"
        )
    return Capacity(per, threshold)


def _share(raw: dict[str, object]) -> float:
    _keys("audit", raw, {"share", "why"}, needed={"share", "why"})
    share = _number("audit.share", raw["share"])
    if not 0 <= share <= 0.5:
        raise CriteriaInvalid(f"audit.share is {share:g}", "from 0 to 0.5 of the places", "risk sampling advice is 0.05 to 0.10")
    return share


def _months(raw: dict[str, object]) -> int:
    _keys("under_four", raw, {"months", "why"}, needed={"months", "why"})
    return int(_number("under_four.months", raw["months"]))


def _labels(raw: dict[str, object]) -> dict[Tier, str]:
    _keys("labels", raw, set(Tier), needed=set(Tier))
    return {tier: str(raw[tier]) for tier in Tier}


def _no_doubles(items: tuple[Entry, ...], flags: tuple[Entry, ...]) -> None:
    twice = {item.id for item in items} & {flag.id for flag in flags}
    if twice:
        raise CriteriaInvalid(f"the id {', '.join(sorted(twice))} is used twice", "each id once", "rename one")


def _no_custody(criteria: Criteria) -> None:
    spoken = [
        criteria.title,
        *criteria.labels.values(),
        *(text for entry in criteria.entries for text in (entry.asks, entry.why, entry.source)),
    ]
    for word in CUSTODY:
        if any(word in text for text in spoken):
            raise CriteriaInvalid(
                f"{criteria.name} says 「{word}」", "words that point, such as 「リスクあり」", "such a decision is for people: rephrase"
            )


def _number(where: str, raw: object) -> float:
    if isinstance(raw, bool) or not isinstance(raw, int | float):
        raise CriteriaInvalid(f"{where} is {raw!r}", "a number", "correct it")
    return float(raw)


def _table(where: str, document: Mapping[str, object], key: str) -> dict[str, object]:
    raw = document.get(key)
    if not isinstance(raw, dict):
        raise CriteriaInvalid(f"{where} has no [{key}]", "a table", f"add [{key}]")
    return raw


def _tables(where: str, document: Mapping[str, object], key: str) -> Iterator[tuple[str, dict[str, object]]]:
    table = _table(where, document, key)
    yield from ((name, _table(key, table, name)) for name in table)


def _keys(where: str, raw: Mapping[str, object], allowed: set[str], *, needed: set[str]) -> None:
    unknown, missing = sorted(set(raw) - allowed), sorted(needed - set(raw))
    if unknown:
        raise CriteriaInvalid(
            f"{where} has the unknown key {', '.join(unknown)}", ", ".join(sorted(allowed)), "remove it or correct its name"
        )
    if missing:
        raise CriteriaInvalid(f"{where} lacks {', '.join(missing)}", ", ".join(sorted(allowed)), "add it")
