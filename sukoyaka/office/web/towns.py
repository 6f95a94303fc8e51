"""The city's districts on the map: a GeoJSON file kept in the office's home, put there by `sukoyaka office towns`.

Reads FeatureCollections of Polygons and MultiPolygons, as cities and e-Stat publish 町丁目 boundaries. Raises `TownsInvalid`.
"""

import json
from functools import lru_cache
from pathlib import Path
from typing import Any

from sukoyaka.office.draw.map import District, Ring
from sukoyaka.records.errors import ExitCode, SukoyakaError

FILE = "towns.geojson"


class TownsInvalid(SukoyakaError):
    """The file holds no districts that a map could be drawn from."""

    exit_code = ExitCode.USAGE


def load(place: Path) -> tuple[District, ...]:
    """The districts of an office's home; none before a file was put there."""
    path = place / FILE
    return _kept(path, path.stat().st_mtime_ns) if path.exists() else ()


def keep(file: Path, place: Path, code: str, name: str) -> list[District]:
    """Checks the file and keeps its districts in the home, whole or not at all. `code`, `name`: its properties."""
    districts = read(file, code, name)
    draft = place / f".{FILE}"
    draft.write_text(json.dumps(_document(districts), ensure_ascii=False) + "\n", encoding="utf-8")
    draft.replace(place / FILE)
    return districts


def read(file: Path, code: str = "code", name: str = "name") -> list[District]:
    """The districts of a file, by code; parts under one code are one district."""
    try:
        document = json.loads(file.read_text(encoding="utf-8-sig"))
    except (OSError, ValueError) as error:
        raise TownsInvalid(f"{file.name} cannot be read as JSON", "GeoJSON in UTF-8", "export the boundaries as GeoJSON") from error
    features = document.get("features") if isinstance(document, dict) else None
    if not isinstance(features, list) or not features:
        raise TownsInvalid(f"{file.name} has no features", "a FeatureCollection of polygons", "export the boundaries as GeoJSON")
    found: dict[str, District] = {}
    for number, feature in enumerate(features, 1):
        one = _district(feature, number, code, name)
        before = found.get(one.code)
        found[one.code] = District(one.code, one.name, before.rings + one.rings) if before else one
    return [found[key] for key in sorted(found)]


@lru_cache(maxsize=2)
def _kept(path: Path, _: int) -> tuple[District, ...]:
    return tuple(read(path))


def _district(feature: Any, number: int, code: str, name: str) -> District:
    try:
        properties, geometry = feature["properties"], feature["geometry"]
        polygons = {"Polygon": [geometry["coordinates"]], "MultiPolygon": geometry["coordinates"]}[geometry["type"]]
        rings = tuple(_ring(ring) for polygon in polygons for ring in polygon)
        return District(str(properties[code]), str(properties[name]), rings)
    except (KeyError, TypeError, ValueError, IndexError) as error:
        raise TownsInvalid(
            f"feature {number} is no polygon with the properties {code} and {name}",
            "Polygon or MultiPolygon in degrees, with a code and a name",
            "name the properties with --code and --name",
        ) from error


def _ring(corners: Any) -> Ring:
    ring = tuple((float(corner[0]), float(corner[1])) for corner in corners)
    if len(ring) < 4 or not all(-180 <= x <= 180 and -90 <= y <= 90 for x, y in ring):
        raise ValueError("a ring of degrees has at least four corners")
    return ring


def _document(districts: list[District]) -> dict[str, Any]:
    """As it is kept: nothing but codes, names and land."""
    return {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "properties": {"code": one.code, "name": one.name},
                "geometry": {"type": "Polygon", "coordinates": [[list(corner) for corner in ring] for ring in one.rings]},
            }
            for one in districts
        ],
    }
