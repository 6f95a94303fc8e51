"""A child's weight or height among the percentiles of its age: every measurement, and every one that is missing.

Reads measurements and missed checkups; writes SVG text. A line joins two measurements only where nothing was missed
between them; a fall of a band or more stands out in shape as well as colour.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from math import ceil

from sukoyaka.office.draw.axis import Stretch
from sukoyaka.office.draw.paint import BLUE, INK, ORANGE, PAPER, QUIET, RULE, SHADE, SOFT, not_supplied
from sukoyaka.office.draw.reference import PERCENTILES, Curves, between, curves
from sukoyaka.office.draw.svg import tag, text, titled

WIDTH, PLOT = 620, 300
LEFT, RIGHT, TOP = 40, 34, 40
FLOOR = TOP + PLOT  # y of the axis of ages
BOTTOM, BOTTOM_WITH_NAMES = 34, 58  # below it: ages alone, or the names of missed checkups too
NEXT_LINE, LETTER = 15, 11.2  # px between two lines of such names, and of a letter
APART = 11  # px that two names of curves need
MONTH = 30.4375  # days
MID_MONTH = 15  # the day of birth is unknown: the middle of its month errs by two weeks at most
FULL_TERM, PRETERM = 40, 37  # weeks
CORRECTED_UNTIL = 24  # months
SPANS = (12, 24, 36, 48, 60, 72)  # months that a chart may show
A_BAND = 1.0
UNITS = {"weight": "kg", "height": "cm"}
TITLES = {"weight": "体重", "height": "身長"}
STEPS = {"weight": (1, 2, 5), "height": (5, 10, 20)}

Word = Callable[[str], str]


@dataclass(frozen=True)
class Measured:
    """A measurement: its day, value (kg or cm), and what took it; at birth it has no corrected age."""

    on: date
    value: float
    words: str
    at_birth: bool = False


@dataclass(frozen=True)
class Missing:
    """A checkup without a measurement: when it was due, and why nothing is there."""

    name: str
    due: Stretch
    why: str


@dataclass(frozen=True)
class Growth:
    """All that one chart shows. `weeks`: gestation at birth, where it is known."""

    measure: str
    sex: str
    birth_month: date
    as_of: date
    weeks: float | None
    measured: tuple[Measured, ...]
    missing: tuple[Missing, ...]

    @property
    def early(self) -> float:
        """Months by which the child came before its term; 0 unless it was born preterm."""
        return (FULL_TERM - self.weeks) * 7 / MONTH if self.weeks is not None and self.weeks < PRETERM else 0.0


@dataclass(frozen=True)
class Point:
    """A measurement in its place: age by the calendar and corrected (months), where among the curves, and how many bands it fell."""

    measured: Measured
    age: float
    corrected: float
    place: float
    fall: float  # bands since the measurement before; 0 for none, negative for a rise
    after_a_gap: bool

    @property
    def fell(self) -> bool:
        """A band or more lower than the measurement before."""
        return self.fall >= A_BAND

    @property
    def band(self) -> str:
        """「25–50」."""
        return between(self.place)


def points(growth: Growth) -> list[Point]:
    """The measurements in order of days, each compared with the one before. One at a preterm birth is compared with none."""
    reference, found = curves(growth.measure, growth.sex), list[Point]()
    for measured in sorted(growth.measured, key=lambda m: m.on):
        age = 0.0 if measured.at_birth else max(_months(growth.birth_month, measured.on), 0.0)
        corrected = max(age - growth.early, 0.0) if age < CORRECTED_UNTIL else age
        place = reference.place(corrected, measured.value)
        before = found[-1] if found and not (found[-1].measured.at_birth and growth.early) else None
        gap = before is not None and any(before.measured.on < m.due.from_on <= measured.on for m in growth.missing)
        found.append(Point(measured, age, corrected, place, before.place - place if before else 0.0, gap))
    return found


def draw(growth: Growth, word: Word = str) -> str:
    """The chart as one `<svg>` element."""
    frame, marks = _Frame.around(growth), points(growth)
    lines = _lines(growth, frame, word)
    parts = [
        titled(f"{word(TITLES[growth.measure])} ({UNITS[growth.measure]})"),
        tag("desc", _described(growth, marks, word)),
        not_supplied(f"no-{growth.measure}"),
        *_reference(frame),
        *_grid(frame, growth, word),
        *(_missing(one, lines[one], frame, growth, word) for one in growth.missing),
        *_joined(marks, frame),
        *(_mark(point, frame, growth) for point in marks),
    ]
    if marks:
        parts.append(_latest(marks[-1], frame, growth))
    height = FLOOR + (BOTTOM_WITH_NAMES + NEXT_LINE * max(lines.values()) if lines else BOTTOM)
    shape = {"viewBox": f"0 0 {WIDTH} {height}", "width": str(WIDTH), "height": str(height)}
    return tag("svg", *parts, xmlns="http://www.w3.org/2000/svg", class_="growth__picture", role="img", **shape)


@dataclass(frozen=True)
class _Frame:
    reference: Curves
    months: int
    low: float
    high: float
    step: int

    @classmethod
    def around(cls, growth: Growth) -> "_Frame":
        """Wide enough for the age of today and three months, high enough for the curves and every measurement."""
        reference = curves(growth.measure, growth.sex)
        months = next((span for span in SPANS if span >= _months(growth.birth_month, growth.as_of) + 1), SPANS[-1])
        values = [m.value for m in growth.measured]
        low, high = min([reference.at(0)[0], *values]), max([reference.at(months)[-1], *values])
        step = next((s for s in STEPS[growth.measure] if (high - low) / s <= 10), STEPS[growth.measure][-1])
        return cls(reference, months, low // step * step, ceil(high / step) * step, step)

    def x(self, age: float) -> float:
        return LEFT + min(max(age, 0), self.months) / self.months * (WIDTH - LEFT - RIGHT)

    def y(self, value: float) -> float:
        return FLOOR - (value - self.low) / (self.high - self.low) * PLOT

    def ages(self) -> list[float]:
        """Where the curves bend."""
        return [age for age in self.reference.ages if age < self.months] + [float(self.months)]


def _months(birth_month: date, on: date) -> float:
    return ((on - birth_month).days - MID_MONTH) / MONTH


def _reference(frame: _Frame) -> list[str]:
    """The band of 3 to 97 and of 25 to 75 as grounds, the seven curves as hairlines, each named at its end."""
    grounds = [_ground(frame, 0, 6, "#f4f5f7"), _ground(frame, 2, 4, SHADE)]
    lines = []
    for index, percentile in enumerate(PERCENTILES):
        middle = percentile == 50
        path = " ".join(f"{frame.x(age):.1f},{frame.y(frame.reference.at(age)[index]):.1f}" for age in frame.ages())
        lines.append(
            tag("polyline", points=path, fill="none", stroke="#767676" if middle else "#a9adb5", stroke_width=1.3 if middle else 0.8)
        )
    return [*grounds, *lines, *_names(frame)]


def _names(frame: _Frame) -> list[str]:
    """Each curve is named at its end; where they lie too close, 97, 50 and 3 come first."""
    ends, named = [frame.y(value) for value in frame.reference.at(frame.months)], list[int]()
    for index in (6, 3, 0, 5, 1, 4, 2):
        if all(abs(ends[index] - ends[other]) >= APART for other in named):
            named.append(index)
    x = frame.x(frame.months) + 4
    return [text(str(PERCENTILES[index]), x, ends[index] + 4, font_size=11, fill=QUIET) for index in sorted(named)]


def _ground(frame: _Frame, low: int, high: int, fill: str) -> str:
    upper = [(age, frame.reference.at(age)[high]) for age in frame.ages()]
    lower = [(age, frame.reference.at(age)[low]) for age in reversed(frame.ages())]
    outline = " ".join(f"{frame.x(age):.1f},{frame.y(value):.1f}" for age, value in [*upper, *lower])
    return tag("polygon", points=outline, fill=fill)


def _grid(frame: _Frame, growth: Growth, word: Word) -> list[str]:
    title = f"{word(TITLES[growth.measure])} ({UNITS[growth.measure]})"
    parts = [text(title, 6, 20, font_size=14, font_weight=700, fill=INK)]
    value = frame.low
    while value <= frame.high:
        parts.append(text(f"{value:.0f}", LEFT - 8, frame.y(value) + 4, font_size=11, fill=QUIET, text_anchor="end"))
        parts.append(tag("line", x1=LEFT - 4, y1=frame.y(value), x2=LEFT, y2=frame.y(value), stroke="#949494"))
        value += frame.step
    parts.append(tag("line", x1=LEFT, y1=FLOOR, x2=frame.x(frame.months), y2=FLOOR, stroke="#949494"))
    for month in range(0, frame.months + 1, 3 if frame.months <= 24 else 6):
        years, rest = divmod(month, 12)
        label = word("{n}歳").format(n=years) if rest == 0 else word("{n}か月").format(n=rest)
        x = frame.x(month)
        parts.append(tag("line", x1=x, y1=FLOOR, x2=x, y2=FLOOR + (8 if rest == 0 else 4), stroke="#949494"))
        if rest == 0 or frame.months <= 24:
            shown = word("出生") if month == 0 else label
            parts.append(text(shown, x, FLOOR + 22, font_size=11, fill=INK if rest == 0 else QUIET, text_anchor="middle"))
        if rest == 0 and month:
            parts.append(tag("line", x1=x, y1=TOP, x2=x, y2=FLOOR, stroke=RULE, stroke_width=0.6))
    return parts


def _span(one: Missing, frame: _Frame, growth: Growth) -> tuple[float, float]:
    until = one.due.until_on or growth.as_of
    return frame.x(_months(growth.birth_month, one.due.from_on)), frame.x(_months(growth.birth_month, until))


def _name(one: Missing, word: Word) -> str:
    return f"{word(one.name)} {word('計測なし')}"


def _reach(one: Missing, frame: _Frame, growth: Growth, word: Word) -> tuple[float, float]:
    """From where to where the name lies: in the middle below its foot, moved inwards at the edges."""
    half = LETTER * sum(1.0 if ord(letter) > 0xFF else 0.55 for letter in _name(one, word)) / 2
    middle = min(max(sum(_span(one, frame, growth)) / 2, half), WIDTH - half)
    return middle - half, middle + half


def _lines(growth: Growth, frame: _Frame, word: Word) -> dict[Missing, int]:
    """Each missing measurement → the line of its name: the first in which it touches no other."""
    ends, lines = list[float](), dict[Missing, int]()
    for one in sorted(growth.missing, key=lambda missing: _span(missing, frame, growth)):
        left, right = _reach(one, frame, growth, word)
        line = next((number for number, end in enumerate(ends) if end + LETTER / 2 <= left), len(ends))
        ends[line:] = [right, *ends[line + 1 :]]
        lines[one] = line
    return lines


def _missing(one: Missing, line: int, frame: _Frame, growth: Growth, word: Word) -> str:
    """A hatched foot under the age at which the checkup was due, and its name on a line of its own where names are close."""
    left, right = _span(one, frame, growth)
    named, below = sum(_reach(one, frame, growth, word)) / 2, NEXT_LINE * line
    band = tag("rect", x=left, y=FLOOR - 14, width=max(right - left, 6.0), height=14, fill=f"url(#no-{growth.measure})", stroke="#949494")
    label = text(_name(one, word), named, FLOOR + 44 + below, font_size=11, fill=SOFT, text_anchor="middle")
    stem = tag(
        "line", x1=(left + right) / 2, y1=FLOOR, x2=(left + right) / 2, y2=FLOOR + 33 + below, stroke="#949494", stroke_dasharray="2 2"
    )
    return tag("g", titled(f"{word(one.name)}: {word(one.why)}"), band, stem, label)


def _joined(marks: Sequence[Point], frame: _Frame) -> list[str]:
    """A line from each measurement to the next; none across a missed checkup; a fall is thick."""
    parts = []
    for before, after in pairwise(marks):
        if after.after_a_gap and not after.fell:
            continue
        ends = {
            "x1": frame.x(before.corrected),
            "y1": frame.y(before.measured.value),
            "x2": frame.x(after.corrected),
            "y2": frame.y(after.measured.value),
        }
        paint: dict[str, str | float] = {"stroke": ORANGE if after.fell else BLUE, "stroke_width": 3 if after.fell else 1.5}
        if after.after_a_gap:
            paint["stroke_dasharray"] = "5 4"
        parts.append(tag("line", **ends, **paint))
    return parts


def _mark(point: Point, frame: _Frame, growth: Growth) -> str:
    """A dot at the corrected age, joined to a hollow one at the age by the calendar; a triangle under a fall."""
    x, y = frame.x(point.corrected), frame.y(point.measured.value)
    told = f"{point.measured.on.isoformat()} {point.measured.words} {point.measured.value:g}{UNITS[growth.measure]}（{point.band}）"
    parts = [titled(told)]
    if point.corrected != point.age:
        plain = frame.x(point.age)
        parts.append(tag("line", x1=x, y1=y, x2=plain, y2=y, stroke="#767676", stroke_width=1, stroke_dasharray="2 2"))
        parts.append(tag("circle", cx=plain, cy=y, r=4, fill=PAPER, stroke="#767676", stroke_width=1.5))
    hollow = point.measured.at_birth
    dot = {"fill": PAPER if hollow else BLUE, "stroke": BLUE if hollow else PAPER, "stroke_width": "1.5"}
    parts.append(tag("circle", cx=x, cy=y, r=5, **dot))
    if point.fell:
        parts.append(tag("polygon", points=f"{x - 6:.1f},{y + 9:.1f} {x + 6:.1f},{y + 9:.1f} {x:.1f},{y + 19:.1f}", fill=ORANGE))
    return tag("g", *parts)


def _latest(point: Point, frame: _Frame, growth: Growth) -> str:
    """The last value, said beside its dot: to its left where there is no room to the right."""
    x, y = frame.x(point.age), frame.y(point.measured.value)
    near = x > WIDTH - RIGHT - 60
    said = f"{point.measured.value:g}"
    return text(
        said,
        x + (-10 if near else 10),
        y + (-8 if near else 4),
        font_size=13,
        font_weight=700,
        fill=INK,
        text_anchor="end" if near else "start",
    )


def _described(growth: Growth, marks: Sequence[Point], word: Word) -> str:
    unit = UNITS[growth.measure]
    told = [f"{p.measured.on.isoformat()} {p.measured.value:g}{unit} {p.band}" for p in marks] or [word("計測値はありません")]
    told += [f"{word(one.name)} {word('計測なし')}" for one in growth.missing]
    return "; ".join(told)
