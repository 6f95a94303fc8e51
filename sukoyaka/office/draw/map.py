"""Districts of a city as a map: the darker, the more; hatched where the count may not be told.

Reads rings of degrees and counts; writes SVG text. The projection is the plain one, true in the middle of the city.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import cos, radians

from sukoyaka.office.draw.paint import INK, PAPER, QUIET, not_supplied
from sukoyaka.office.draw.svg import Value, tag, text, titled

WIDTH, MOST_HIGH, LEGEND, PAD = 860, 620, 150, 10  # px
SHADES = ("#eef1f6", "#cdd6e4", "#a3b3cd", "#7389b0", "#43598a")
NEAR = 0.2  # px: corners closer than that are one

Ring = tuple[tuple[float, float], ...]
Word = Callable[[str], str]


@dataclass(frozen=True)
class District:
    """A district: its code, name, and the rings of its land in degrees (longitude, latitude)."""

    code: str
    name: str
    rings: tuple[Ring, ...]


def draw(title: str, districts: Sequence[District], told: Mapping[str, int | str], word: Word = str) -> str:
    """The map as one `<svg>` element. `told`: code → a count, or what is said in its place; nobody there if it is missing."""
    place = _Projection.around(districts)
    limits = _limits([count for count in told.values() if isinstance(count, int)])
    parts = [_district(one, told.get(one.code, 0), limits, place) for one in districts]
    height = max(place.height, 40 + 26 * (len(SHADES) + 1)) + 2 * PAD
    shape: dict[str, Value] = {"viewBox": f"0 0 {WIDTH} {height:.0f}", "width": WIDTH, "height": height}
    described = word("{n}の地区。数は下の表で読めます。").format(n=len(districts))
    inside = [titled(title), tag("desc", described), not_supplied("hidden-map"), *parts, _legend(limits, word)]
    return tag("svg", *inside, xmlns="http://www.w3.org/2000/svg", class_="map__picture", role="img", **shape)


@dataclass(frozen=True)
class _Projection:
    west: float
    north: float
    scale: float  # px a degree of latitude
    narrow: float  # degrees of longitude are shorter
    height: float

    @classmethod
    def around(cls, districts: Sequence[District]) -> "_Projection":
        corners = [corner for one in districts for ring in one.rings for corner in ring] or [(0.0, 0.0)]
        west, east = min(x for x, _ in corners), max(x for x, _ in corners)
        south, north = min(y for _, y in corners), max(y for _, y in corners)
        narrow = cos(radians((south + north) / 2))
        wide, high = max((east - west) * narrow, 1e-9), max(north - south, 1e-9)
        scale = min((WIDTH - LEGEND - 2 * PAD) / wide, MOST_HIGH / high)
        return cls(west, north, scale, narrow, high * scale)

    def at(self, corner: tuple[float, float]) -> tuple[float, float]:
        return PAD + (corner[0] - self.west) * self.narrow * self.scale, PAD + (self.north - corner[1]) * self.scale


def _limits(counts: Sequence[int]) -> list[int]:
    """Where a darker shade begins: fifths of the counts that are told."""
    ordered = sorted(count for count in counts if count)
    if not ordered:
        return []
    return sorted({ordered[len(ordered) * step // len(SHADES)] for step in range(len(SHADES))})


def _district(one: District, told: int | str, limits: Sequence[int], place: _Projection) -> str:
    path = " ".join(_ring([place.at(corner) for corner in ring]) for ring in one.rings)
    fill = "url(#hidden-map)" if isinstance(told, str) else _shade(told, limits)
    said = told if isinstance(told, str) else f"{told:,}"
    paint: dict[str, Value] = {"fill": fill, "stroke": "#8a94a6", "stroke_width": 0.7, "fill_rule": "evenodd"}
    return tag("path", titled(f"{one.name} {said}"), d=path, **paint)


def _ring(corners: Sequence[tuple[float, float]]) -> str:
    """A closed line without the corners that nobody could see."""
    kept = [corners[0]] if corners else []
    for x, y in corners[1:]:
        if abs(x - kept[-1][0]) + abs(y - kept[-1][1]) >= NEAR:
            kept.append((x, y))
    return "M" + " L".join(f"{x:.1f} {y:.1f}" for x, y in kept) + " Z" if kept else ""


def _shade(count: int, limits: Sequence[int]) -> str:
    reached = sum(count >= limit for limit in limits)
    return SHADES[reached - 1] if reached else PAPER


def _legend(limits: Sequence[int], word: Word) -> str:
    x, parts = WIDTH - LEGEND + 20, []
    rows = [(SHADES[index], _range(limits, index)) for index in range(len(limits))]
    for index, (fill, label) in enumerate([*rows, ("url(#hidden-map)", word("示せない数"))]):
        y = 24 + 26 * index
        parts.append(tag("rect", x=x, y=y, width=26, height=16, fill=fill, stroke="#8a94a6"))
        parts.append(text(label, x + 36, y + 13, font_size=13, fill=INK))
    return tag("g", text(word("人数"), x, 14, font_size=12, fill=QUIET), *parts)


def _range(limits: Sequence[int], index: int) -> str:
    low = limits[index]
    if index + 1 == len(limits):
        return f"{low:,}〜"
    high = limits[index + 1] - 1
    return f"{low:,}" if high <= low else f"{low:,}〜{high:,}"
