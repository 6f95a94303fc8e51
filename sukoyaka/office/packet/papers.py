"""What the papers of a meeting say: cover, agenda, and two pages for each child. No name unless it was given one."""

from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class AgendaLine:
    """A child's place on the agenda."""

    at: str
    child: str
    age: str
    minutes: int


@dataclass(frozen=True)
class Reason:
    """A fact that raises or lowers concern, in words."""

    asks: str
    found: str
    mark: str  # ▲ or ▼
    red_flag: bool


@dataclass(frozen=True)
class Child:
    """A child's pages."""

    child: str  # pseudonym, with the name if the packet may show it
    age: str
    listed: str
    facts: tuple[tuple[str, str], ...]  # label, value
    assessed: str
    summary: str
    reasons: tuple[Reason, ...]
    unknowns: tuple[tuple[str, str], ...]  # what, why
    questions: tuple[str, ...]
    household: tuple[str, ...]
    picture: str  # SVG of the time line


@dataclass(frozen=True)
class Papers:
    """One packet, before it is addressed to anybody."""

    title: str
    on: str
    place: str
    chair: str
    return_by: str
    named: bool
    agenda: tuple[AgendaLine, ...]
    children: tuple[Child, ...]

    def as_data(self) -> dict[str, Any]:
        """What the typesetter reads; pictures travel as files of their own."""
        data = asdict(self)
        for number, child in enumerate(data["children"]):
            child["picture"] = f"picture-{number}.svg"
        return data


@dataclass(frozen=True)
class Addressed:
    """For whom a copy is made: stands on every page."""

    number: str
    recipient: str
    organisation: str
