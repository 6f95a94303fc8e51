"""A child's life on one line of time, in three strands: 懸念・こどもの生活・機関の対応, then brothers and sisters and the others.

Reads facts, coverage and co-residents; writes SVG text, the same on screen and on paper. What was not supplied is
drawn as such: an empty lane means nothing happened, a hatched one means nobody could have told us.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sukoyaka.office.draw.axis import Axis, Stretch, gaps
from sukoyaka.office.draw.paint import BLUE, GREEN, INK, ORANGE, PAPER, QUIET, RULE, SOFT, not_supplied
from sukoyaka.office.draw.svg import Value, tag, text, titled
from sukoyaka.records.age import add_months

WIDTH, LABELS, MARGIN = 1120, 190, 16  # px
LANE, HEAD, AXIS = 30, 26, 44
APART = 11.0  # px below which two facts become one mark
TITLES = 8  # facts that a mark spells out
BEFORE_BIRTH = 12  # months shown before the month of birth

STRANDS = {"concern": "懸念", "life": "こどもの生活", "agency": "機関の対応"}
COLOURS = {"concern": ORANGE, "life": BLUE, "agency": GREEN}
SIBLINGS, OTHERS = "siblings", "others"
GROUPS = STRANDS | {SIBLINGS: "きょうだい", OTHERS: "同居者"}


@dataclass(frozen=True)
class Fact:
    """Something that happened."""

    strand: str
    source: str
    on: date
    words: str


@dataclass(frozen=True)
class Source:
    """A source, its strand when no fact tells, and when it could have shown something."""

    id: str
    name: str
    strand: str
    covered: tuple[Stretch, ...]


@dataclass(frozen=True)
class CoResident:
    """Somebody who lived with the child, when, and what is known of them."""

    name: str
    together: tuple[Stretch, ...]
    facts: tuple[Fact, ...]
    sibling: bool = False


@dataclass(frozen=True)
class Life:
    """All that the picture shows. `months`: how far back, or the whole life; `folded`: groups that are drawn as one lane."""

    birth_month: date
    as_of: date
    facts: tuple[Fact, ...]
    sources: tuple[Source, ...]
    co_residents: tuple[CoResident, ...]
    months: int | None = None
    folded: frozenset[str] = frozenset()


Word = Callable[[str], str]
"""A word of the screens in the reader's language."""


@dataclass(frozen=True)
class _Lane:
    label: str
    facts: tuple[Fact, ...]
    missing: tuple[Stretch, ...] = ()
    together: tuple[Stretch, ...] = ()
    earlier: int = 0  # facts before the picture begins


def draw(life: Life, word: Word = str) -> str:
    """The picture as one `<svg>` element."""
    axis = Axis(_start(life), life.as_of, LABELS, WIDTH - MARGIN)
    groups = [
        (word(GROUPS[group]), _folded(lanes, word) if group in life.folded else lanes) for group, lanes in _groups(life, axis) if lanes
    ]
    height = AXIS + sum(HEAD + LANE * len(lanes) for _, lanes in groups) + 8
    parts, y = [not_supplied("not-supplied"), _scale(axis, life, height, word)], float(AXIS)
    for title, lanes in groups:
        parts.append(_heading(title, sum(lane.earlier for lane in lanes), y, word))
        y += HEAD
        for lane in lanes:
            parts.append(_lane(lane, axis, y, word))
            y += LANE
    caption = word("時系列: 懸念・こどもの生活・機関の対応・同居者。同じ内容を下の表で読めます。")
    shape: dict[str, Value] = {"viewBox": f"0 0 {WIDTH} {height}", "width": WIDTH, "height": height}
    return tag(
        "svg",
        titled(caption),
        tag("desc", _described(groups, axis)),
        *parts,
        xmlns="http://www.w3.org/2000/svg",
        class_="timeline__picture",
        role="img",
        **shape,
    )


def _described(groups: Sequence[tuple[str, list[_Lane]]], axis: Axis) -> str:
    counts = "; ".join(f"{title}: {sum(len(lane.facts) for lane in lanes)}" for title, lanes in groups)
    return f"{axis.start.isoformat()} – {axis.end.isoformat()}; {counts}"


def _start(life: Life) -> date:
    if life.months is not None:
        return add_months(life.as_of, -life.months)
    earliest = add_months(life.birth_month, -BEFORE_BIRTH)
    days = [fact.on for fact in life.facts if fact.on >= earliest]
    return min([life.birth_month, *days]).replace(day=1)


def _groups(life: Life, axis: Axis) -> Iterable[tuple[str, list[_Lane]]]:
    for strand in STRANDS:
        yield strand, [lane for source in life.sources for lane in _source_lane(life, axis, strand, source)]
    for group in (SIBLINGS, OTHERS):
        yield group, [_person_lane(person, axis) for person in life.co_residents if person.sibling == (group == SIBLINGS)]


def _person_lane(person: CoResident, axis: Axis) -> _Lane:
    facts = _since(person.facts, axis)
    together = tuple(s for s in person.together if _touches(s, axis))
    return _Lane(person.name, facts, together=together, earlier=len(person.facts) - len(facts))


def _folded(lanes: list[_Lane], word: Word) -> list[_Lane]:
    """One lane for all; it says how many lanes are in it."""
    facts = tuple(fact for lane in lanes for fact in lane.facts)
    return [_Lane(word("{n}本をたたんで表示").format(n=len(lanes)), facts, earlier=sum(lane.earlier for lane in lanes))]


def _since(facts: Sequence[Fact], axis: Axis) -> tuple[Fact, ...]:
    return tuple(fact for fact in facts if fact.on >= axis.start)


def _touches(stretch: Stretch, axis: Axis) -> bool:
    return stretch.until_on is None or stretch.until_on > axis.start


def _source_lane(life: Life, axis: Axis, strand: str, source: Source) -> list[_Lane]:
    facts = tuple(fact for fact in life.facts if (fact.strand, fact.source) == (strand, source.id))
    if not facts and source.strand != strand:
        return []
    shown = _since(facts, axis)
    return [_Lane(source.name, shown, tuple(gaps(list(source.covered), axis.start, axis.end)), earlier=len(facts) - len(shown))]


def _scale(axis: Axis, life: Life, height: float, word: Word) -> str:
    marks = []
    for day in axis.marks():
        x = axis.x(day)
        marks.append(tag("line", x1=x, y1=AXIS - 8, x2=x, y2=height, stroke=RULE, stroke_width=1))
        marks.append(text(f"{day:%Y-%m}", x + 3, 14, font_size=12, fill=QUIET))
    for years, day in axis.birthdays(life.birth_month):
        label = word("誕生") if years == 0 else word("{n}歳").format(n=years)
        marks.append(text(label, axis.x(day) + 3, 32, font_size=12, fill=INK, font_weight=700))
        marks.append(tag("line", x1=axis.x(day), y1=20, x2=axis.x(day), y2=AXIS - 4, stroke=INK, stroke_width=1.5))
    return tag("g", *marks)


def _heading(title: str, earlier: int, y: float, word: Word) -> str:
    """The name of a group, and how much of it lies before the picture: nothing is dropped in silence."""
    band = tag("rect", x=0, y=y, width=WIDTH, height=HEAD, fill="#e8f1fe")
    before = text(word("← これより前に{n}件").format(n=earlier), LABELS, y + 18, font_size=12, fill=SOFT) if earlier else ""
    return band + text(title, 8, y + 18, font_size=14, font_weight=700, fill=INK) + before


def _lane(lane: _Lane, axis: Axis, y: float, word: Word) -> str:
    parts = [tag("g", titled(lane.label), text(_shortened(lane.label), 16, y + 20, font_size=13, fill=INK))]
    parts += [_missing(stretch, axis, y, word, lane.facts) for stretch in lane.missing]
    parts += [_together(stretch, axis, y) for stretch in lane.together]
    parts += [_mark(facts, axis, y + LANE / 2) for facts in _clusters(lane.facts, axis)]
    parts.append(tag("line", x1=0, y1=y + LANE, x2=WIDTH, y2=y + LANE, stroke=RULE, stroke_width=1))
    return tag("g", *parts)


def _shortened(label: str, most: int = 13) -> str:
    return label if len(label) <= most else label[: most - 1] + "…"


def _missing(stretch: Stretch, axis: Axis, y: float, word: Word, facts: Sequence[Fact]) -> str:
    """A hatched band; it says so in words where there is room and nothing else is drawn."""
    left, right = axis.x(stretch.from_on), axis.x(stretch.until_on or axis.end)
    last = (stretch.until_on or axis.end) - timedelta(days=1)
    title = f"{word('未提供')}: {stretch.from_on.isoformat()} – {last.isoformat()}"
    band = tag("rect", titled(title), x=left, y=y + 4, width=right - left, height=LANE - 8, fill="url(#not-supplied)")
    if right - left < 76 or any(left <= axis.x(fact.on) <= right for fact in facts):
        return band
    middle = (left + right) / 2
    plate = tag("rect", x=middle - 32, y=y + 6, width=64, height=LANE - 12, fill="#f2f2f2")
    return band + plate + text(word("未提供"), middle, y + 20, font_size=12, fill=QUIET, text_anchor="middle")


def _together(stretch: Stretch, axis: Axis, y: float) -> str:
    left, right = axis.x(stretch.from_on), axis.x(stretch.until_on or axis.end)
    until = stretch.until_on.isoformat() if stretch.until_on else ""
    shape: dict[str, Value] = {"x": left, "y": y + 9, "width": max(right - left, 2.0), "height": LANE - 18, "rx": 4}
    return tag("rect", titled(f"{stretch.from_on.isoformat()} – {until}"), fill="#e6e6e6", stroke="#767676", stroke_width=1, **shape)


def _clusters(facts: Sequence[Fact], axis: Axis) -> list[list[Fact]]:
    """Facts of one lane, those too close to tell apart together; the gravest strand gives the mark its shape."""
    clusters: list[list[Fact]] = []
    for fact in sorted(facts, key=lambda f: (f.on, f.words)):
        if clusters and axis.x(fact.on) - axis.x(clusters[-1][0].on) < APART:
            clusters[-1].append(fact)
        else:
            clusters.append([fact])
    return clusters


def _mark(facts: list[Fact], axis: Axis, y: float) -> str:
    strand = next((s for s in STRANDS if any(f.strand == s for f in facts)), "life")
    first, last = axis.x(facts[0].on), axis.x(facts[-1].on)
    lines = [f"{fact.on.isoformat()} {fact.words}" for fact in facts[:TITLES]]
    more = [f"+{len(facts) - TITLES}"] if len(facts) > TITLES else []
    inside = [titled("\n".join(lines + more)), _shape(strand, (first + last) / 2, y, 8 if len(facts) > 1 else 6)]
    if len(facts) > 1:
        count = str(len(facts)) if len(facts) < 100 else "99+"
        inside.append(text(count, (first + last) / 2, y + 4, font_size=10, font_weight=700, fill=PAPER, text_anchor="middle"))
    return tag("g", *inside)


def _shape(strand: str, x: float, y: float, r: float) -> str:
    """Triangle, circle, square: the strand is told by shape as well as colour."""
    paint: dict[str, Value] = {"fill": COLOURS[strand], "stroke": PAPER, "stroke_width": 1}
    if strand == "concern":
        r += 2
        return tag("polygon", points=f"{x:.1f},{y - r:.1f} {x + r:.1f},{y + r - 2:.1f} {x - r:.1f},{y + r - 2:.1f}", **paint)
    if strand == "agency":
        return tag("rect", x=x - r, y=y - r, width=2 * r, height=2 * r, rx=1, **paint)
    return tag("circle", cx=x, cy=y, r=r, **paint)
