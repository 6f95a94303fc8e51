"""Where the towns lie: an invented peninsula divided among them, as GeoJSON like that of a real city's 町丁目 boundaries.

Reads a seed; writes `geo/towns.geojson`. Each town is what lies nearest to its centre (Voronoi), cut by the coast; the
丁目 of one 町 are neighbours. Coordinates are degrees, of no real place.
"""

import json
from pathlib import Path

import numpy as np
import numpy.typing as npt

from sukoyaka.city import places

Points = npt.NDArray[np.float64]
COAST_AT = (139.67, 35.25)  # degrees, the middle
SIZE = 0.055  # degrees of latitude from the middle to the coast
CORNERS = 120  # of the coast
ROUNDS = 12  # of evening out the towns
SAMPLES = 9_000  # points by which a town's middle is found
LAND = 0x6C616E64  # a stream of its own, so that no other draw moves


def write(seed: int, out: Path) -> None:
    """Writes the towns of `places.towns()`, in their order, whole or not at all."""
    towns = places.towns()
    rng = np.random.default_rng((seed, LAND))
    coast = _coast(rng)
    centres = _centres(rng, coast, [town.code[:3] for town in towns])
    features = [_feature(town, _cell(centres, index, coast)) for index, town in enumerate(towns)]
    document = {"type": "FeatureCollection", "name": "towns", "features": features}
    out.mkdir(parents=True, exist_ok=True)
    draft = out / ".towns.geojson"
    draft.write_text(json.dumps(document, ensure_ascii=False, separators=(",", ":")) + "\n", encoding="utf-8")
    draft.replace(out / "towns.geojson")


def _coast(rng: np.random.Generator) -> Points:
    """A closed line around the middle: a few slow waves and many small ones, wider than high."""
    angle = np.linspace(0, 2 * np.pi, CORNERS, endpoint=False)
    waves = sum(rng.normal(0, 0.22 / n) * np.cos(n * angle + rng.uniform(0, 2 * np.pi)) for n in range(2, 14))
    radius = np.clip(1 + np.asarray(waves), 0.55, 1.5)
    return np.column_stack([1.15 * radius * np.cos(angle), radius * np.sin(angle)])


def _centres(rng: np.random.Generator, coast: Points, blocks: list[str]) -> Points:
    """A centre for each town: first its 町, evened out over the land, then its 丁目 around that."""
    land = _inside(rng.uniform(coast.min(axis=0), coast.max(axis=0), (SAMPLES * 2, 2)), coast)[:SAMPLES]
    names = sorted(set(blocks))
    wide = _evened(land[: len(names)], land)
    where = dict(zip(names, wide, strict=True))
    near = np.array([where[block] for block in blocks]) + rng.normal(0, 0.06, (len(blocks), 2))
    return _evened(near, land, rounds=3)


def _evened(centres: Points, land: Points, rounds: int = ROUNDS) -> Points:
    """Lloyd: each centre moves to the middle of what lies nearest to it."""
    for _ in range(rounds):
        nearest = ((land[:, None, :] - centres[None, :, :]) ** 2).sum(axis=2).argmin(axis=1)
        size = np.bincount(nearest, minlength=len(centres))
        sums = np.column_stack([np.bincount(nearest, land[:, axis], len(centres)) for axis in (0, 1)])
        centres = np.where(size[:, None] > 0, sums / np.maximum(size, 1)[:, None], centres)
    return centres


def _inside(points: Points, outline: Points) -> Points:
    """The points within a closed outline (even-odd)."""
    x, y = points[:, 0], points[:, 1]
    odd = np.zeros(len(points), dtype=bool)
    for (ax, ay), (bx, by) in zip(outline, np.roll(outline, -1, axis=0), strict=True):
        crosses = (ay > y) != (by > y)
        odd ^= crosses & (x < (bx - ax) * (y - ay) / np.where(by == ay, 1, by - ay) + ax)
    return points[odd]


def _cell(centres: Points, index: int, coast: Points) -> Points:
    """The land nearer to this centre than to any other: the coast cut by every halfway line."""
    own, cell = centres[index], coast
    for other in np.delete(centres, index, axis=0)[np.argsort(((np.delete(centres, index, axis=0) - own) ** 2).sum(axis=1))]:
        cell = _cut(cell, (own + other) / 2, own - other)
    return cell


def _cut(polygon: Points, through: Points, towards: Points) -> Points:
    """What of a polygon lies on the side `towards` of a line (Sutherland-Hodgman)."""
    side = (polygon - through) @ towards
    if (side >= 0).all():
        return polygon
    kept = []
    for index in range(len(polygon)):
        here, there = side[index], side[(index + 1) % len(polygon)]
        start, end = polygon[index], polygon[(index + 1) % len(polygon)]
        if here >= 0:
            kept.append(start)
        if (here >= 0) != (there >= 0):
            kept.append(start + here / (here - there) * (end - start))
    return np.array(kept).reshape(-1, 2)


def _feature(town: places.Town, cell: Points) -> dict[str, object]:
    degrees = np.asarray(COAST_AT) + cell * SIZE * np.array([1 / np.cos(np.radians(COAST_AT[1])), 1])
    ring = [[round(float(x), 6), round(float(y), 6)] for x, y in [*degrees, degrees[0]]]
    return {
        "type": "Feature",
        "properties": {"code": town.code, "name": town.name},
        "geometry": {"type": "Polygon", "coordinates": [ring]},
    }
