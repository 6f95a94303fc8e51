"""What the city writes is what the register declares: files, headers, codes, encodings."""

from fnmatch import fnmatch
from typing import Any

import pytest

from sukoyaka.governance import register

REGISTER = register.load()
CSV = [s for s in REGISTER.sources.values() if s.format == "csv"]


def planted(city: Any, kind: str) -> set[tuple[str, str]]:
    return {(file, str(line)) for file, line in city.truth("rows").filter(planted=kind).select("file", "line").rows()}


@pytest.mark.parametrize("source", CSV, ids=lambda s: s.id)
def test_headers_are_the_registers_in_order(city: Any, source: register.Source) -> None:
    found = [
        text.split("\r\n")[0].split(",") for pattern in source.files for file, text in city.text(pattern).items() if "所得付" not in file
    ]
    assert found
    assert all(header == [item.column for item in source.items] for header in found)


@pytest.mark.parametrize("source", CSV, ids=lambda s: s.id)
def test_codes_are_written_as_the_register_says(city: Any, source: register.Source) -> None:
    strange = planted(city, "unknown code")
    coded = [item for item in source.items if item.codes]
    for row in city.rows(source.files[0]):
        for item in coded:
            if row[item.column] and (row["file"], row["line"]) not in strange:
                assert row[item.column] in (item.codes or {}), item.id


def test_every_extract_belongs_to_a_source_or_is_its_master(city: Any) -> None:
    patterns = [p for s in REGISTER.sources.values() for p in (*s.files, *((s.diagnosis_master or {}).get("files", ())))]
    for path in (city.path / "extracts").rglob("*"):
        if path.is_file():
            assert any(fnmatch(path.relative_to(city.path / "extracts").as_posix(), p) for p in patterns), path.name


def test_the_refused_file_carries_an_undeclared_column(city: Any) -> None:
    (text,) = city.text("児童扶養手当_所得付_*.csv").values()
    assert text.split("\r\n")[0].endswith(",所得額")


def test_private_characters_decode(city: Any) -> None:
    names = [r["氏名"] for r in city.rows("住民基本台帳_*.csv")]
    assert any("\ue000" <= name[0] <= "\ue0ff" for name in names)
