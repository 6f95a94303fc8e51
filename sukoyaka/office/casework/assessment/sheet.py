"""Sheets of an assessment, as TOML beside this file: heads, items, levels, routes. A sheet that cannot be obeyed is refused.

Reads `sheets/*.toml`. Why data: prefectures word their sheets differently, and an approved assessment names its version.
"""

import functools
import tomllib
from dataclasses import dataclass
from enum import StrEnum
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

from sukoyaka.records.errors import ExitCode, SukoyakaError

SHEETS = Path(__file__).parent / "sheets"


class SheetInvalid(SukoyakaError):
    """A sheet that cannot be obeyed."""

    exit_code = ExitCode.CRITERIA_INVALID


class Level(StrEnum):
    """How grave a situation is, lightest first: the words of the field, never a number."""

    CONCERN = "concern"
    MILD = "mild"
    MODERATE = "moderate"
    GRAVE = "grave"
    GRAVEST = "gravest"

    @property
    def label(self) -> str:
        """The word on the screens."""
        return LEVEL_LABELS[self]

    @property
    def rank(self) -> int:
        """Place in the order of gravity, from 0."""
        return list(Level).index(self)

    def raised(self, steps: int) -> "Level":
        """Graver by so many steps (lighter if negative), within the scale."""
        return list(Level)[min(max(self.rank + steps, 0), len(Level) - 1)]


LEVEL_LABELS = {
    Level.CONCERN: "虐待の危惧あり",
    Level.MILD: "軽度",
    Level.MODERATE: "中度",
    Level.GRAVE: "重度",
    Level.GRAVEST: "最重度",
}


def level_label(level: str) -> str:
    """The word for a level; nothing while there is none."""
    return LEVEL_LABELS[Level(level)] if level else ""


class ItemKind(StrEnum):
    """What an item tells."""

    RISK = "risk"  # raises the level
    CONTEXT = "context"  # to be considered, no level
    STRENGTH = "strength"  # speaks for the family, no level


@dataclass(frozen=True)
class Item:
    """A thing to find out."""

    id: str
    head: str
    asks: str
    kind: ItemKind
    level: Level | None  # none unless it is a risk
    level_from_extent: bool
    facts: tuple[str, ...]  # patterns of event codes that may serve as evidence

    def is_about(self, code: str) -> bool:
        """Whether a fact with that event code may be evidence for this item."""
        return any(fnmatchcase(code, pattern) for pattern in self.facts)


@dataclass(frozen=True)
class Head:
    """A group of items."""

    id: str
    title: str
    items: tuple[Item, ...]


@dataclass(frozen=True)
class UnderFour:
    """The same finding weighs more in a young child."""

    months: int
    from_level: Level
    raises: int
    why: str


@dataclass(frozen=True)
class Route:
    """What to consider when certain heads apply: all of them, or any."""

    id: str
    title: str
    any: frozenset[str]
    all: frozenset[str]

    def applies(self, heads: set[str]) -> bool:
        """Whether the heads that apply lead here."""
        return bool(self.any & heads) if self.any else self.all <= heads


@dataclass(frozen=True)
class Sheet:
    """A version of a sheet."""

    id: str
    version: str
    title: str
    purpose: str
    source: str
    under_four: UnderFour
    heads: tuple[Head, ...]
    routes: tuple[Route, ...]

    @property
    def name(self) -> str:
        """As rows of the database keep it: `home_v1`."""
        return f"{self.id}_{self.version}"

    @property
    def items(self) -> tuple[Item, ...]:
        """All items in order."""
        return tuple(item for head in self.heads for item in head.items)


@functools.cache
def sheets(directory: Path = SHEETS) -> dict[str, Sheet]:
    """Every sheet by name. Raises `SheetInvalid` for the first that cannot be obeyed."""
    found = [read(path) for path in sorted(directory.glob("*.toml"))]
    return {sheet.name: sheet for sheet in found}


def newest() -> list[Sheet]:
    """The latest version of every sheet, for a new assessment."""
    latest = {sheet.id: sheet for sheet in sorted(sheets().values(), key=lambda s: (s.id, _number(s.version)))}
    return list(latest.values())


def _number(version: str) -> int:
    return int(version.removeprefix("v"))


def read(path: Path) -> Sheet:
    """One sheet. Raises `SheetInvalid` that names the file and the item."""
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8"))
        sheet = _sheet(document)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise _invalid(path, f"is not TOML: {error}") from error
    except (KeyError, TypeError, ValueError) as error:
        raise _invalid(path, f"lacks or misstates {error}") from error
    _check(path, sheet)
    return sheet


def _sheet(document: dict[str, Any]) -> Sheet:
    young = document["under_four"]
    return Sheet(
        id=document["id"],
        version=document["version"],
        title=document["title"],
        purpose=document["purpose"],
        source=document["source"],
        under_four=UnderFour(int(young["months"]), Level(young["from"]), int(young["raises"]), young["why"]),
        heads=tuple(_head(head) for head in document["head"]),
        routes=tuple(_route(route) for route in document.get("route", [])),
    )


def _head(head: dict[str, Any]) -> Head:
    return Head(head["id"], head["title"], tuple(_item(head["id"], item) for item in head["item"]))


ITEM_KEYS = {"id", "asks", "kind", "level", "level_from_extent", "facts"}


def _item(head: str, item: dict[str, Any]) -> Item:
    if unknown := set(item) - ITEM_KEYS:
        raise ValueError(f"the keys of item {item.get('id', '?')}: {', '.join(sorted(unknown))}")
    kind = ItemKind(item.get("kind", ItemKind.RISK))
    if (kind is ItemKind.RISK) != ("level" in item):
        raise ValueError(f"the level of item {item['id']}: a risk has one, others have none")
    level = Level(item["level"]) if "level" in item else None
    return Item(item["id"], head, item["asks"], kind, level, bool(item.get("level_from_extent", False)), tuple(item.get("facts", ())))


def _route(route: dict[str, Any]) -> Route:
    wanted = Route(route["id"], route["title"], frozenset(route.get("any", ())), frozenset(route.get("all", ())))
    if bool(wanted.any) == bool(wanted.all):
        raise ValueError(f"route {wanted.id}: either any or all")
    return wanted


def _check(path: Path, sheet: Sheet) -> None:
    if path.stem != sheet.name:
        raise _invalid(path, f"calls itself {sheet.name}")
    if not sheet.version.removeprefix("v").isdigit():
        raise _invalid(path, "has a version that is not v and a number")
    ids = [item.id for item in sheet.items]
    if doubled := {name for name in ids if ids.count(name) > 1}:
        raise _invalid(path, f"has the items {', '.join(sorted(doubled))} twice")
    heads = {head.id for head in sheet.heads}
    if strangers := {name for route in sheet.routes for name in route.any | route.all} - heads:
        raise _invalid(path, f"has routes from unknown heads {', '.join(sorted(strangers))}")


def _invalid(path: Path, what: str) -> SheetInvalid:
    return SheetInvalid(f"the sheet {path.name} {what}", "id, version, title, under_four, heads with items, routes", "correct the file")
