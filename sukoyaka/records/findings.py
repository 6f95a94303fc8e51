"""What the hub sends to the office: a determination, and of the listed children what a caseworker needs to see.

Every person is a `case` here (32 hex digits); no name, address, or birth date to the day crosses. `run.json` beside the
tables describes the determination (see `Run`).
"""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from sukoyaka.records.shape import Column, Kind, Table


class Tier(StrEnum):
    """The two lists of the seed. The words on the screens are configuration of the criteria."""

    SUPPORT_NEEDED = "support_needed"  # 支援必要: to the meeting
    AT_RISK = "at_risk"  # リスクあり: look and gather


class Firmness(StrEnum):
    """How firm a place by score is: said in words, never as a number of a child."""

    FIRM = "firm"  # 高い
    USUAL = "usual"  # ふつう
    LOOSE = "loose"  # 低い: look at what is not known first


class SelectedBy(StrEnum):
    """Why a child is on a list."""

    RED_FLAG = "red_flag"  # one critical item is enough, outside any score
    SCORE = "score"
    AUDIT = "audit"  # a random sample with a known probability


@dataclass(frozen=True)
class Run:
    """A determination: what it was made from, under which criteria, what it found. `run.json` of the parcel."""

    run_id: str  # hash of snapshot, criteria and code version
    as_of: date  # only facts known before this day were used
    criteria: str  # name and version, "v1"
    criteria_title: str
    snapshot: str  # hash of what the platform was built from
    labels: dict[str, str]  # tier → word on the screens
    population: int  # resident children of 0-5 on as_of
    support_needed: int
    at_risk: int
    unknown_share: float  # mean share of items that could not be known
    sources: list[dict[str, str | int]]  # source, name, holder, known_through (ISO date), rows_read, rows_held_back, rows_unplaced
    districts: list[dict[str, str | int | None]] = field(default_factory=list)  # town, children or none, mark in its place


_CASE = Column("case", Kind.TEXT, "The child, pseudonym of the office")

CHILDREN = Table(
    name="children",
    grain="One row per listed child",
    order=("tier", "rank"),
    columns=(
        _CASE,
        Column("tier", Kind.TEXT, "support_needed or at_risk"),
        Column("rank", Kind.SMALL, "Place in its list, from 1; the score itself stays on the hub"),
        Column("selected_by", Kind.TEXT, "red_flag, score or audit"),
        Column("birth_month", Kind.DATE, "First day of the month of birth"),
        Column("sex", Kind.TEXT, "male or female"),
        Column("town", Kind.TEXT, "Town code; empty under 支援措置", nullable=True),
        Column("items_known", Kind.SMALL, "Items of the criteria that could be known"),
        Column("items_total", Kind.SMALL, "Items of the criteria"),
        Column("last_seen_on", Kind.DATE, "Last day somebody saw the child, as far as the data shows", nullable=True),
        Column(
            "firmness", Kind.TEXT, "firm, usual or loose: how firm the place by score is; empty for red flags and the lot", nullable=True
        ),
        Column("settled_by", Kind.TEXT, "Which datum would make a place firmer, in words; empty where none is missing", nullable=True),
    ),
)

REASONS = Table(
    name="reasons",
    grain="One row per listed child, item of the criteria that counted, and fact behind it",
    order=("case", "position", "happened_on"),
    columns=(
        _CASE,
        Column("position", Kind.SMALL, "Order on the screen, heaviest first"),
        Column("item", Kind.TEXT, "Item id of the criteria"),
        Column("asks", Kind.TEXT, "The item in words"),
        Column("found", Kind.TEXT, "What was found, in words"),
        Column("points", Kind.SMALL, "Points it added (negative: protective); they sum to the score"),
        Column("red_flag", Kind.FLAG, "One is enough"),
        Column("domain", Kind.TEXT, "Group of items with a common cap"),
        Column("source", Kind.TEXT, "Source id"),
        Column("source_name", Kind.TEXT, "Source as the screens call it"),
        Column("happened_on", Kind.DATE, "When it happened", nullable=True),
        Column("known_on", Kind.DATE, "When the city could know it", nullable=True),
    ),
)

UNKNOWNS = Table(
    name="unknowns",
    grain="One row per listed child and item that could not be known",
    order=("case", "item"),
    columns=(
        _CASE,
        Column("item", Kind.TEXT, "Item id"),
        Column("asks", Kind.TEXT, "The item in words"),
        Column("why", Kind.TEXT, "Why it is not observable, in words"),
        Column("settles", Kind.TEXT, "Which datum would settle it"),
    ),
)

MEMBERS = Table(
    name="members",
    grain="One row per listed child, person who lived with it, and stretch of time",
    order=("case", "from_on", "member"),
    columns=(
        _CASE,
        Column("member", Kind.TEXT, "The other person's case pseudonym; the child itself is in too"),
        Column("relation", Kind.TEXT, "続柄 as written", nullable=True),
        Column("birth_month", Kind.DATE, "First day of the month of birth"),
        Column("sex", Kind.TEXT, "male or female"),
        Column("from_on", Kind.DATE, "First day together"),
        Column("until_on", Kind.DATE, "First day no longer", nullable=True),
        Column("same_household", Kind.FLAG, "False: only the same dwelling (世帯分離)"),
    ),
)

LIFE = Table(
    name="life",
    grain="One row per fact about a listed child or somebody who lives with it",
    order=("case", "happened_on", "code"),
    columns=(
        _CASE,
        Column("member", Kind.TEXT, "Whom the fact is about; equal to case for the child itself"),
        Column("strand", Kind.TEXT, "concern, life or agency"),
        Column("happened_on", Kind.DATE, "When it happened"),
        Column("known_on", Kind.DATE, "When the city could know it"),
        Column("code", Kind.TEXT, "Event code"),
        Column("label", Kind.TEXT, "The fact in Japanese"),
        Column("value", Kind.TEXT, "Its value in words, with unit", nullable=True),
        Column("source", Kind.TEXT, "Source id"),
        Column("source_name", Kind.TEXT, "Source as the screens call it"),
    ),
)

COVERAGE = Table(
    name="coverage",
    grain="One row per listed child, source and stretch in which the source could have shown something",
    order=("case", "source", "from_on"),
    columns=(
        _CASE,
        Column("source", Kind.TEXT, "Source id"),
        Column("source_name", Kind.TEXT, "Source as the screens call it"),
        Column("from_on", Kind.DATE, "First day observable"),
        Column("until_on", Kind.DATE, "First day no longer"),
    ),
)

TABLES = (CHILDREN, REASONS, UNKNOWNS, MEMBERS, LIFE, COVERAGE)
