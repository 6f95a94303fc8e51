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
    why: str = "なぜ一覧にあるか"  # what the list of reasons is called
    picture: str = ""  # SVG of the time line; empty: no data came about the child
    growth: tuple[str, ...] = ()  # SVG, weight and height
    matrix: str = ""  # SVG of checkups and vaccinations

    def pictures(self) -> dict[str, str]:
        """Its pictures, by a name for each."""
        drawn = {"timeline": self.picture, "matrix": self.matrix} | {f"growth-{number}": one for number, one in enumerate(self.growth)}
        return {name: picture for name, picture in drawn.items() if picture}


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
    survey: str  # behind the growth charts

    def as_data(self) -> dict[str, Any]:
        """What the typesetter reads; pictures travel as files of their own."""
        data = asdict(self)
        for number, (child, told) in enumerate(zip(self.children, data["children"], strict=True)):
            told["pictures"] = {name: picture_file(number, name) for name in child.pictures()}
            for name in ("picture", "growth", "matrix"):
                del told[name]
        return data

    def pictures(self) -> dict[str, str]:
        """All pictures, by the name of their file."""
        drawn = enumerate(self.children)
        return {picture_file(number, name): picture for number, child in drawn for name, picture in child.pictures().items()}


def picture_file(number: int, name: str) -> str:
    """The file of a child's picture."""
    return f"{name}-{number}.svg"


@dataclass(frozen=True)
class Addressed:
    """For whom a copy is made: stands on every page."""

    number: str
    recipient: str
    organisation: str
