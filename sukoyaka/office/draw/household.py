"""A household on one day as a small genogram: couples side by side, children under the midpoint, the dwelling around it.

Reads people with their 続柄; writes SVG text. Lines say what the register says: related to the head. Where it leaves open
whose child somebody is, no line is drawn. A square is male, a circle female; the child itself has a double outline.
"""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sukoyaka.office.draw import relation as relations
from sukoyaka.office.draw.paint import BLUE, INK, PAPER, QUIET, SOFT
from sukoyaka.office.draw.relation import Path
from sukoyaka.office.draw.svg import Value, tag, text, titled

SLOT, ROW, SHAPE = 96, 104, 40  # px
PAD, HEAD, LABEL = 18, 30, 22
LEAST = 300  # px of width

Word = Callable[[str], str]


@dataclass(frozen=True)
class Person:
    """Somebody at home. `years`: completed years; `is_child`: the child itself; `came`: was not there before."""

    relation: str | None
    sex: str
    years: int
    is_child: bool = False
    same_household: bool = True
    came: bool = False

    @property
    def path(self) -> Path:
        """Steps from the head of the person's own household."""
        return relations.path(self.relation)


@dataclass(frozen=True)
class Place:
    """Where a person stands: the middle of the shape."""

    person: Person
    x: float
    y: float


def draw(people: Sequence[Person], described: str, word: Word = str) -> str:
    """The picture as one `<svg>` element; `described` tells the same in words."""
    own = [person for person in people if person.same_household]
    apart = [person for person in people if not person.same_household]
    boxes, x, parts = [own, *([apart] if apart else [])], float(PAD), []
    top = PAD + (HEAD if apart else 0)
    height = max(_height(box) for box in boxes)
    for box, title in zip(boxes, ("こどもの世帯", "同じ住所の別の世帯"), strict=False):
        width = _width(box)
        parts.append(_box(x, top, width, height, word(title)))
        parts.append(_family(box, x + width / 2, top + HEAD, word))
        x += width + PAD
    bottom = top + height + PAD
    shape: dict[str, Value] = {"viewBox": f"0 0 {x + PAD:.0f} {bottom:.0f}", "width": x + PAD, "height": bottom}
    home = _dwelling(x, bottom - PAD, word) if apart else ""
    return tag("svg", titled(word("世帯の図")), tag("desc", described), home, *parts, **_attributes(shape))


def _attributes(shape: dict[str, Value]) -> dict[str, Value]:
    return {"xmlns": "http://www.w3.org/2000/svg", "class_": "home__picture", "role": "img"} | shape


def _rows(people: Sequence[Person]) -> dict[int, list[Person]]:
    """Generation → people, in the order in which they stand."""
    rows: dict[int, list[Person]] = defaultdict(list)
    for person in sorted(people, key=_order):
        rows[relations.level(person.path)].append(person)
    return dict(sorted(rows.items()))


def _order(person: Person) -> tuple[int, int, str, int, bool]:
    """The head's side to the left, the spouse's to the right; a spouse beside the head; the older before the younger."""
    steps = person.path
    side = 1 if steps and steps[0] in relations.SPOUSES else 2 if len(steps) == 1 and relations.level(steps) == 0 else 0
    return side, len(steps), "".join(steps[:-1]), -person.years, person.sex != "male"


def _width(people: Sequence[Person]) -> float:
    widest = max((len(row) for row in _rows(people).values()), default=1)
    return max(widest * SLOT + PAD, LEAST)


def _height(people: Sequence[Person]) -> float:
    return max(len(_rows(people)), 1) * ROW + HEAD


def _box(x: float, y: float, width: float, height: float, title: str) -> str:
    frame = tag("rect", x=x, y=y, width=width, height=height, rx=10, fill=PAPER, stroke="#767676")
    return frame + text(title, x + 14, y + 22, font_size=13, font_weight=700, fill=SOFT)


def _dwelling(width: float, height: float, word: Word) -> str:
    frame = tag("rect", x=4, y=4, width=width + 8, height=height + 8, rx=14, fill="#f7f8fa", stroke="#949494", stroke_dasharray="6 4")
    return frame + text(word("同じ住所"), 20, 28, font_size=13, font_weight=700, fill=SOFT)


def _family(people: Sequence[Person], middle: float, top: float, word: Word) -> str:
    places = []
    for number, row in enumerate(_rows(people).values()):
        left = middle - (len(row) - 1) * SLOT / 2
        places += [Place(person, left + index * SLOT, top + number * ROW + ROW / 2 - 8) for index, person in enumerate(row)]
    lines = _lines(places) if sum(place.person.path == () for place in places) == 1 else []
    return "".join([*lines, *(_figure(place, word) for place in places)])


def _lines(places: Sequence[Place]) -> list[str]:
    """Couples, then children from their parents. Only where one person answers to a relation."""
    by_path: dict[Path, list[Place]] = defaultdict(list)
    for place in places:
        by_path[place.person.path].append(place)
    only = {steps: found[0] for steps, found in by_path.items() if len(found) == 1}
    couples = _couples(only)
    lines = [_couple(one, other) for one, other in couples.values()]
    for steps, found in by_path.items():
        if steps and steps[-1] == "子" and (parents := _parents(steps[:-1], only, couples)):
            lines.append(_descent(parents, found))
    for steps, (one, other) in couples.items():
        if steps[-1:] == ("父母",) and steps[:-1] in only:
            lines.append(_descent((one, other), [only[steps[:-1]]]))
    for steps, place in only.items():
        if steps and steps[-1] in relations.PARENTS and (*steps[:-1], "父母") not in couples and steps[:-1] in only:
            lines.append(_descent((place,), [only[steps[:-1]]]))
    return lines


def _couples(only: dict[Path, Place]) -> dict[Path, tuple[Place, Place]]:
    """Path of the first → both. Parents of one person are a couple under the path of 「父母」."""
    found = {}
    for steps, place in only.items():
        if steps and steps[-1] in relations.SPOUSES and steps[:-1] in only:
            found[steps[:-1]] = (only[steps[:-1]], place)
        if steps and steps[-1] == "父" and (mother := only.get((*steps[:-1], "母"))):
            found[*steps[:-1], "父母"] = (place, mother)
    return found


def _parents(steps: Path, only: dict[Path, Place], couples: dict[Path, tuple[Place, Place]]) -> tuple[Place, ...]:
    """Of whom a child of that path hangs: the couple, or the one person."""
    if steps in couples:
        return couples[steps]
    return (only[steps],) if steps in only else ()


def _couple(one: Place, other: Place) -> str:
    dashed: dict[str, Value] = {"stroke_dasharray": "5 4"} if other.person.path[-1] in relations.UNMARRIED else {}
    return tag("line", x1=one.x, y1=one.y, x2=other.x, y2=other.y, stroke=INK, stroke_width=1.5, **dashed)


def _descent(parents: Sequence[Place], children: Sequence[Place]) -> str:
    """Down from the midpoint, along, and down to each child."""
    x = sum(place.x for place in parents) / len(parents)
    start = parents[0].y + (0 if len(parents) > 1 else SHAPE / 2 + LABEL)
    bus = children[0].y - SHAPE / 2 - 14
    ends = [x, *(child.x for child in children)]
    strokes = [f"M{x:.1f} {start:.1f} V{bus:.1f}", f"M{min(ends):.1f} {bus:.1f} H{max(ends):.1f}"]
    strokes += [f"M{child.x:.1f} {bus:.1f} V{child.y - SHAPE / 2:.1f}" for child in children]
    return tag("path", d=" ".join(strokes), fill="none", stroke=INK, stroke_width=1.5)


def _figure(place: Place, word: Word) -> str:
    person, half = place.person, SHAPE / 2
    called = word("本人") if person.is_child else (person.relation or word("同居者"))
    parts = [titled(f"{called} {person.years}"), _shape(place, half, "#e8f1fe" if person.is_child else PAPER)]
    if person.is_child:
        parts.append(_shape(place, half - 5, "none"))
    parts.append(text(str(person.years), place.x, place.y + 5, font_size=14, font_weight=700, fill=INK, text_anchor="middle"))
    parts.append(text(called, place.x, place.y + half + 17, font_size=12, fill=INK if person.is_child else QUIET, text_anchor="middle"))
    if person.came:
        parts.append(text("＋", place.x + half + 2, place.y - half + 8, font_size=15, font_weight=700, fill=BLUE))
    return tag("g", *parts)


def _shape(place: Place, half: float, fill: str) -> str:
    paint: dict[str, Value] = {"fill": fill, "stroke": INK, "stroke_width": 1.5}
    if place.person.sex == "male":
        return tag("rect", x=place.x - half, y=place.y - half, width=2 * half, height=2 * half, **paint)
    return tag("circle", cx=place.x, cy=place.y, r=half, **paint)
