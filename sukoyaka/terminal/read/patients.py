"""Who a receipt says it is about, for the few receipts whose card leads to nobody: name, sex and day of birth of its RE record.

Reads single lines of a UKE file again. Why apart from the reader: names of the others are never looked at, and none leaves the terminal.
"""

from collections.abc import Collection
from datetime import date
from pathlib import Path

import polars as pl

from sukoyaka.terminal.read.wareki import parse

SCHEMA = {"line": pl.Int32, "name": pl.String, "kana": pl.String, "birth_date": pl.Date, "sex": pl.String}
_NAME, _SEX, _BIRTH, _KANA = 4, 5, 6, 36
_SEXES = {"1": "male", "2": "female"}


def patients(path: Path, encoding: str, lines: Collection[int]) -> pl.DataFrame:
    """`line, name, kana, birth_date, sex` of the receipts that begin on these lines (from 1)."""
    if not lines:
        return pl.DataFrame(schema=SCHEMA)
    written = path.read_bytes().splitlines()  # of bytes: at line ends alone, as the reader counts them
    told = [(line, *_patient(written[line - 1].decode(encoding, "replace").split(","))) for line in sorted(lines) if line <= len(written)]
    return pl.DataFrame(told, schema=SCHEMA, orient="row")


def _patient(cells: list[str]) -> tuple[str | None, str | None, date | None, str | None]:
    cells = [cell.strip(" \u3000\x1a") for cell in cells] + [""] * (_KANA + 1)
    born = parse(cells[_BIRTH])
    name, kana = cells[_NAME] or None, cells[_KANA] or None
    return name, kana, born if isinstance(born, date) else None, _SEXES.get(cells[_SEX])
