"""Who could it be: pairs that share at least one of several keys, so that nobody is compared with the whole city.

Reads two tables with key columns, gives positions of pairs, each once. A key shared by very many is no key: it is left out.
"""

from collections.abc import Sequence

import numpy as np
import polars as pl

from sukoyaka.terminal.resolve.likeness import Ints

CROWD = 50


def pairs(left: pl.DataFrame, right: pl.DataFrame, blocks: Sequence[tuple[str, ...]], crowd: int = CROWD) -> tuple[Ints, Ints]:
    """Positions in `left` and `right` of every pair that agrees on all columns of some block, sorted.

    A block whose columns are not in both tables is passed over.
    """
    found = [_block(left, right, block, crowd) for block in blocks if {*block} <= {*left.columns} & {*right.columns}]
    if not found:
        return np.zeros(0, dtype=np.int32), np.zeros(0, dtype=np.int32)
    packed = pl.Series(np.concatenate(found)).unique().sort().to_numpy()
    return (packed // max(right.height, 1)).astype(np.int32), (packed % max(right.height, 1)).astype(np.int32)


def _block(left: pl.DataFrame, right: pl.DataFrame, block: tuple[str, ...], crowd: int) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    asked = left.select(*block, l=pl.int_range(left.height, dtype=pl.Int64)).drop_nulls()
    there = right.select(*block, r=pl.int_range(right.height, dtype=pl.Int64)).drop_nulls()
    there = there.join(asked.select(*block).unique(), on=block, how="semi").filter(pl.len().over(block) <= crowd)
    both = asked.join(there, on=block)
    packed: np.ndarray[tuple[int], np.dtype[np.int64]] = (both["l"] * right.height + both["r"]).to_numpy()
    return packed
