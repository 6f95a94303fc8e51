"""Birth days and namesakes, and the gate of the vault: what a delivery may tell, on a small inbox by hand."""

import dataclasses
from collections.abc import Callable
from datetime import date
from pathlib import Path

import polars as pl
import pytest
import terminal_inbox

from sukoyaka.governance import register as registers
from sukoyaka.governance.register import Register
from sukoyaka.records.errors import NotPermitted
from sukoyaka.terminal.check.inbox import Inbox, find, open_file
from sukoyaka.terminal.deliver import write_data, write_identities
from sukoyaka.terminal.keys import Keyring
from sukoyaka.terminal.resolve.flow import Resolved, resolve

DAY, KEYRING, REGISTER = date(2024, 4, 1), Keyring(bytes(32)), registers.load()
RESIDENTS, CONSULTATIONS = "住民基本台帳_20240401.csv", "家庭児童相談_20240401.csv"


def resolved(tmp_path: Path, change: Callable[[str], str] = str, file: str = RESIDENTS) -> Resolved:
    inbox = terminal_inbox.write(tmp_path / "inbox")
    (inbox / file).write_bytes(change((inbox / file).read_bytes().decode("cp932")).encode("cp932"))
    into = Inbox()
    for path, source in find(inbox, REGISTER):
        if source:
            open_file(inbox, path, source, DAY, into)
    return resolve({name: pl.concat(parts) for name, parts in into.tables.items()}, REGISTER)


def test_a_birth_reported_on_the_day_tells_the_month_only(tmp_path: Path) -> None:
    rows = resolved(tmp_path, lambda text: text.replace("R03.05.06,R03.05.10", "R03.05.06,R03.05.06"))
    write_data(rows, REGISTER, KEYRING, DAY, tmp_path)
    table = pl.read_parquet(tmp_path / "resident.parquet")
    days = table.filter(pl.col("birth_date") == date(2021, 5, 1)).select(pl.selectors.date()).row(0)
    assert set(days) == {date(2021, 5, 1)}


@pytest.mark.parametrize(
    ("heard", "step"),
    [
        ("2021/5/7", "likelihood"),  # a slip of the day
        ("", "likelihood"),  # not asked
        ("2013/2/2", "no unique match"),  # another child of that name
    ],
)
def test_a_namesake_of_another_age_is_another_person(heard: str, step: str, tmp_path: Path) -> None:
    rows = resolved(tmp_path, lambda text: text.replace("タカサキ　アオイ,2021/5/6", f"タカサキ　アオイ,{heard}"), CONSULTATIONS)
    links = rows.links().filter(pl.col("source") == "consultation", pl.col("line") == 2)
    assert links["step"].to_list() == [step]
    assert links["resident_number"].is_null().to_list() == [step == "no unique match"]


def uncleared(*items: str) -> Register:
    """The register with the approval of some items of the resident register withdrawn."""
    source = REGISTER.source("resident")
    changed = tuple(
        dataclasses.replace(item, approval=dataclasses.replace(item.approval, status="not cleared")) if item.id in items else item
        for item in source.items
    )
    return Register({**REGISTER.sources, "resident": dataclasses.replace(source, items=changed)}, REGISTER.version)


@pytest.mark.parametrize(("items", "column"), [(("name",), "name"), (("kana",), "kana"), (("address", "building"), "address")])
def test_what_is_not_cleared_does_not_reach_the_vault(items: tuple[str, ...], column: str, tmp_path: Path) -> None:
    rows = resolved(tmp_path)
    write_identities(rows, REGISTER, KEYRING, DAY, tmp_path / "cleared")
    write_identities(rows, uncleared(*items), KEYRING, DAY, tmp_path / "not")
    assert pl.read_parquet(tmp_path / "cleared" / "identities.parquet")[column].is_not_null().any()
    assert pl.read_parquet(tmp_path / "not" / "identities.parquet")[column].is_null().all()


def test_without_a_cleared_birth_date_there_are_no_identities(tmp_path: Path) -> None:
    with pytest.raises(NotPermitted, match="birth_date"):
        write_identities(resolved(tmp_path), uncleared("birth_date"), KEYRING, DAY, tmp_path)
