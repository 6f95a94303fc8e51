"""How many children live in each town, for the map: suppressed here, so that no small count ever leaves the hub.

Reads the view of a determination. A count from 1 to 9 is a mark, and so is one from which it could be worked out.
"""

import numpy as np
import polars as pl

from sukoyaka.hub.features.view import View
from sukoyaka.hub.screening.disclosure import Cell, Mark, shown

ALL = "all"  # told in run.json, so it is a shown cell whatever happens
NOWHERE = ""  # children whose town is withheld


def districts(view: View) -> list[dict[str, str | int | None]]:
    """`town, children, mark` for every town with children: a count, or a mark in its place."""
    home = view.spells.filter(pl.col("until_on").is_null()).group_by("subject_id", maintain_order=True).last()
    towns = view.children.join(home.select("subject_id", "town"), on="subject_id", how="left")
    counted = towns.group_by(pl.col("town").fill_null(NOWHERE)).len().sort("town")
    told = suppressed(dict(counted.iter_rows()))
    return [_row(town, told[town]) for town in sorted(told) if town != NOWHERE]


def suppressed(counts: dict[str, int]) -> dict[str, int | Mark]:
    """The counts that may be told. Their sum is known, and so is that some children have no town."""
    towns = sorted({NOWHERE: 0, **counts})
    atoms = np.eye(len(towns))
    cells = {town: Cell(atoms[index]) for index, town in enumerate(towns)} | {ALL: Cell(np.ones(len(towns)), rank=1)}
    sums = {ALL: 1} | dict.fromkeys(towns, -1)
    told = shown(cells, np.array([counts.get(town, 0) for town in towns], dtype=np.float64), [sums])
    return {town: told[town] for town in towns}


def _row(town: str, told: int | Mark) -> dict[str, str | int | None]:
    small = isinstance(told, Mark)
    return {"town": town, "children": None if small else int(told), "mark": str(told) if small else ""}
