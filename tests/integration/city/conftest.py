"""One small city for all tests here, and a plain reader of its extracts."""

import csv
import io
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from sukoyaka.city import flow

AS_OF = date(2024, 4, 1)


@dataclass(frozen=True)
class City:
    """Where a city lies, and its summary."""

    path: Path
    summary: dict[str, Any]

    def truth(self, name: str) -> pl.DataFrame:
        return pl.read_parquet(self.path / "truth" / f"{name}.parquet")

    def text(self, pattern: str) -> dict[str, str]:
        return {
            p.relative_to(self.path / "extracts").as_posix(): p.read_bytes().decode("cp932")
            for p in sorted((self.path / "extracts").glob(pattern))
        }

    def rows(self, pattern: str) -> list[dict[str, str]]:
        """Rows as written, with the physical line under `line`; blank and ragged lines left out."""
        found = []
        for file, text in self.text(pattern).items():
            lines = text.split("\r\n")
            header = lines[0].split(",")
            for number, fields in enumerate(csv.reader(io.StringIO("\n".join(lines[1:]))), 2):
                if len(fields) == len(header):
                    found.append({**dict(zip(header, fields, strict=True)), "file": file, "line": str(number)})
        return found


@pytest.fixture(scope="session")
def city(tmp_path_factory: pytest.TempPathFactory) -> City:
    path = tmp_path_factory.mktemp("city")
    return City(path, flow.build(flow.Request(0.03, 11, AS_OF), path))


@pytest.fixture(scope="session")
def clean_city(tmp_path_factory: pytest.TempPathFactory) -> City:
    path = tmp_path_factory.mktemp("clean")
    return City(path, flow.build(flow.Request(0.01, 3, AS_OF, dirt=0.0), path))


@pytest.fixture(scope="session")
def era_date() -> Callable[[str], date]:
    def read(text: str) -> date:
        year, month, day = text[1:].split(".")
        return date({"T": 1911, "S": 1925, "H": 1988, "R": 2018}[text[0]] + int(year), int(month), int(day))

    return read
