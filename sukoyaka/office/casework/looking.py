"""How somebody looks at a child's page: how far back, which lanes are folded, which day of the household.

Pure: turns the words of an address into a look, and a look back into an address, so that a link shows the same.
Anything else in an address is ignored.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from urllib.parse import urlencode


class Zoom(StrEnum):
    """How far back the time line goes."""

    LIFE = "life"
    TWO_YEARS = "2y"
    HALF_A_YEAR = "6m"

    @property
    def label(self) -> str:
        """The word on the screens."""
        return ZOOM_LABELS[self]

    @property
    def months(self) -> int | None:
        """Months back from the day of the determination; none for the whole life."""
        return {Zoom.LIFE: None, Zoom.TWO_YEARS: 24, Zoom.HALF_A_YEAR: 6}[self]


ZOOM_LABELS = {Zoom.LIFE: "これまで全体", Zoom.TWO_YEARS: "2年", Zoom.HALF_A_YEAR: "6か月"}


@dataclass(frozen=True)
class Look:
    """A way of looking. `folded`: names of groups of lanes that are drawn as one."""

    zoom: Zoom = Zoom.LIFE
    folded: frozenset[str] = frozenset()
    on: date | None = None

    @property
    def address(self) -> str:
        """The query part of the address, without defaults."""
        words = {"zoom": "" if self.zoom is Zoom.LIFE else self.zoom.value, "fold": ",".join(sorted(self.folded))}
        words["on"] = self.on.isoformat() if self.on else ""
        return "?" + urlencode({key: value for key, value in words.items() if value}, safe=",")

    def at_zoom(self, zoom: Zoom) -> "Look":
        """The same look, closer or farther."""
        return replace(self, zoom=zoom)

    def toggled(self, group: str) -> "Look":
        """The same look, one group of lanes folded or unfolded."""
        return replace(self, folded=self.folded ^ {group})

    def on_day(self, day: date) -> "Look":
        """The same look, another day of the household."""
        return replace(self, on=day)


def look(words: Mapping[str, str], groups: frozenset[str]) -> Look:
    """The look in an address; words that mean nothing fall back to the default."""
    zoom = words.get("zoom", "")
    return Look(
        Zoom(zoom) if zoom in {z.value for z in Zoom} else Zoom.LIFE,
        groups & set(words.get("fold", "").split(",")),
        _day(words.get("on", "")),
    )


def stretch(words: Mapping[str, str]) -> tuple[date | None, date | None]:
    """First and last day of the stretch in an address (`from`, `to`), in their order; a side that is open or unreadable is none."""
    first, last = _day(words.get("from", "")), _day(words.get("to", ""))
    return (last, first) if first and last and last < first else (first, last)


def _day(word: str) -> date | None:
    try:
        return date.fromisoformat(word)
    except ValueError:
        return None
