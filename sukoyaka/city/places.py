"""Towns with neutral invented names, and dwellings: block, number and room.

Reads nothing. Writes address texts. Why: who lives at one address is decided by text, which each counter writes its own way.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

CITY = "横須賀市"
STEMS = (
    "汐見 若葉 緑丘 港 浜辺 桜台 松風 潮田 青海 岬 光丘 東浜 西浜 南台 北台 中原 泉 梅園 竹野 柏木 朝日 夕凪 花園 星丘 白浜 "
    "清流 大和 新田 本郷 平和 和泉 山手"
)
BUILDINGS = "コーポ ハイツ メゾン グリーンハイツ シーサイド サンハイム パークヒルズ レジデンス 県営住宅 市営住宅"
FULL = str.maketrans("0123456789-", "０１２３４５６７８９－")  # the register writes figures in full width
TOWNS = 107


@dataclass(frozen=True)
class Town:
    """A town of the map: six-digit code, postal code, name."""

    code: str
    postal: str
    name: str


def towns() -> list[Town]:
    """About a hundred towns: stems with 町, some by 丁目."""
    found: list[Town] = []
    for index, stem in enumerate(STEMS.split()):
        parts = [f"{stem}町"] if index % 5 == 4 else [f"{stem}町{chome}丁目" for chome in "１２３４"]
        found += [Town(f"{index + 1:03}{chome:03}", f"238-{index + 1:04}", name) for chome, name in enumerate(parts)]
    return found[:TOWNS]


@dataclass(frozen=True)
class Dwellings:
    """Text of every dwelling, by index."""

    postal: npt.NDArray[np.object_]
    town: npt.NDArray[np.object_]
    address: npt.NDArray[np.object_]
    building: npt.NDArray[np.object_]


def draw(rng: np.random.Generator, count: int) -> Dwellings:
    """`count` different dwellings; two in five are flats. Block and number come from the index, so no two are the same."""
    places = towns()
    town = rng.choice(len(places), size=count, p=_sizes(len(places)))
    flat = rng.random(count) < 0.42
    style = rng.random(count)
    lot = _lots(rng, town)
    names = BUILDINGS.split()
    kind = rng.integers(0, len(names), count)
    room = rng.integers(1, 9, count) * 100 + rng.integers(1, 9, count)
    address = np.empty(count, dtype=object)
    building = np.full(count, "", dtype=object)
    for i, (t, plot, s, f) in enumerate(zip(town.tolist(), lot.tolist(), style.tolist(), flat.tolist(), strict=True)):
        address[i] = CITY + places[t].name + _lot(plot, s)
        if f:
            building[i] = f"{names[kind[i]]}{str(plot % 97).translate(FULL)}－{str(room[i]).translate(FULL)}"
    postal = np.array([p.postal for p in places], dtype=object)[town]
    code = np.array([p.code for p in places], dtype=object)[town]
    return Dwellings(postal, code, address, building)


def _sizes(count: int) -> npt.NDArray[np.float64]:
    weights = 1 + (np.arange(count) * 7 % 11) / 3
    sizes: npt.NDArray[np.float64] = weights / weights.sum()
    return sizes


def _lots(rng: np.random.Generator, town: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """A plot each, counted within its town, so that no two dwellings of a town share one."""
    order = np.argsort(town, kind="stable")
    sizes = np.bincount(town)
    within = np.concatenate([rng.permutation(size) for size in sizes.tolist()])
    lots = np.empty(len(town), dtype=np.int64)
    lots[order] = within
    return lots


def _lot(plot: int, style: float) -> str:
    """１２番地５, or １２番５号, or １２－５."""
    block, number = divmod(plot, 53)
    pair = (str(block + 1).translate(FULL), str(number + 1).translate(FULL))
    if style < 0.6:
        return "{}番地{}".format(*pair)
    return "{}番{}号".format(*pair) if style < 0.85 else "{}－{}".format(*pair)
