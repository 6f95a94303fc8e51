"""Every column of every record is in the register; a new one fails here and prints the lines to paste."""

from pathlib import Path

import pytest

from sukoyaka.governance import lineage, register
from sukoyaka.records import delivery, feedback, findings, platform
from sukoyaka.records.errors import RegisterInvalid
from sukoyaka.records.shape import Column, Kind, Table


def tables_of(*modules: object) -> list[Table]:
    return [value for module in modules for value in vars(module).values() if isinstance(value, Table)]


def test_every_column_is_registered() -> None:
    missing = lineage.unregistered(tables_of(delivery, platform, findings, feedback), lineage.load(register.load()))
    assert not missing, f"paste into register/records/ and complete:\n{missing}"


def test_a_new_column_prints_the_lines_to_paste() -> None:
    table = Table("events", "", (), (Column("mood", Kind.TEXT, "new"),))
    assert lineage.unregistered([table], {}) == '[events]\nmood = { from = [], sensitivity = "" }'


def test_a_registered_column_exists() -> None:
    existing = {(table.name, column) for table in tables_of(delivery, platform, findings, feedback) for column in table.column_names}
    assert set(lineage.load(register.load())) <= existing


@pytest.mark.parametrize("line", ['case = { from = ["resident.shoe_size"], sensitivity = "x" }', "case = { from = [] }"])
def test_an_origin_that_is_not_registered_is_refused(line: str, tmp_path: Path) -> None:
    (tmp_path / "x.toml").write_text(f"[children]\n{line}\n")
    with pytest.raises(RegisterInvalid, match=r"children\.case"):
        lineage.load(register.load(), tmp_path)
