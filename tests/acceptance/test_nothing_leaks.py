"""No name, address, birth day or resident number of anyone in the city's truth is on the hub, in findings or in logs."""

import re
from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pytest
from acceptance_demo import Demo

from sukoyaka.parcel.keys import ZoneKeys, pinned
from sukoyaka.parcel.open import open_parcel

BIRTH_COLUMNS = {"birth_month"}


@pytest.fixture(scope="session")
def opened_findings(demo: Demo, tmp_path_factory: pytest.TempPathFactory) -> Path:
    keys = ZoneKeys.load(demo.homes.home("office") / "keys", "office", demo.homes.passphrases["office"])
    trusted = pinned(demo.homes.home("office") / "trusted").values()
    place = tmp_path_factory.mktemp("findings")
    for parcel in demo.homes.media("hub").glob("*.parcel"):
        open_parcel(parcel, keys, list(trusted), place / parcel.name)
    return place


def files(*places: Path) -> Iterator[Path]:
    for place in places:
        yield from (path for path in sorted(place.rglob("*")) if path.is_file())


def texts_of(path: Path) -> list[str]:
    """Every distinct string of a file: cells of a table, or the text itself."""
    if path.suffix == ".parquet":
        frame = pl.read_parquet(path)
        return [value for column in frame.iter_columns() if column.dtype == pl.String for value in column.unique().drop_nulls().to_list()]
    return [path.read_bytes().decode("utf-8", errors="replace"), path.read_bytes().decode("cp932", errors="replace")]


def secrets_of(demo: Demo) -> set[str]:
    people = demo.truth("residents")
    named = {name.replace("　", "") for name in people["name"]} | set(people["name"]) | set(people["kana"])
    addresses = {address for address in demo.truth("households")["address"].drop_nulls() if len(address) > 6}
    return {secret for secret in named | addresses if len(secret) >= 3} | set(people["resident_number"])


def found_in(haystack: str, secrets: set[str], numbers: set[str]) -> set[str]:
    """Secrets that occur. Whole cells first, then long runs of the text, so that millions of pairs need not be tried."""
    hits = {haystack} & secrets
    hits |= {run for run in re.findall(r"(?<!\d)\d{10}(?!\d)", haystack) if run in numbers}
    if len(haystack) < 400:
        return hits
    return hits | {word for word in re.findall(r"[^\s,\"'<>{}\[\]:]{3,60}", haystack) if word in secrets}


def leaks(demo: Demo, *places: Path) -> dict[str, int]:
    secrets = secrets_of(demo)
    numbers = set(demo.truth("residents")["resident_number"])
    counts = {str(path.name): sum(len(found_in(text, secrets, numbers)) for text in texts_of(path)) for path in files(*places)}
    return {name: count for name, count in counts.items() if count}


def test_the_hub_knows_nobody(demo: Demo) -> None:
    assert not leaks(demo, demo.homes.home("hub"))


def test_the_findings_name_nobody(demo: Demo, opened_findings: Path) -> None:
    assert list(opened_findings.iterdir())
    assert not leaks(demo, opened_findings)


def test_what_the_commands_said_names_nobody(demo: Demo, tmp_path: Path) -> None:
    (tmp_path / "said.txt").write_bytes(demo.said)
    assert not leaks(demo, tmp_path, demo.homes.home("terminal") / "reports")


def test_the_summary_names_nobody(demo: Demo, tmp_path: Path) -> None:
    (tmp_path / "summary.json").write_bytes(demo.homes.summary.read_bytes())
    assert not leaks(demo, tmp_path)


def test_the_search_finds_a_planted_leak(demo: Demo, tmp_path: Path) -> None:
    person = demo.truth("residents").row(0, named=True)
    (tmp_path / "log.txt").write_text(f"row of {person['resident_number']} skipped\n")
    pl.DataFrame({"note": [person["name"]]}).write_parquet(tmp_path / "table.parquet")
    assert set(leaks(demo, tmp_path)) == {"log.txt", "table.parquet"}


def test_birth_is_known_to_the_month_only(demo: Demo, opened_findings: Path) -> None:
    for path in files(demo.homes.home("hub"), opened_findings):
        if path.suffix == ".parquet":
            frame = pl.read_parquet(path)
            for column in BIRTH_COLUMNS & set(frame.columns):
                assert frame.filter(pl.col(column).dt.day() != 1).height == 0, f"{path.name}: {column}"


PERSONS = ("resident", "child", "recipient", "card", "person")


def test_no_date_of_a_person_is_its_own_birth_day(demo: Demo) -> None:
    """Under the terminal's key we may ask who is who; the hub may not."""
    births = demo.truth("residents").select(born="birth_date", person=demo.persons("residents")).filter(pl.col("born").dt.day() != 1)
    tables = [path for path in files(demo.homes.home("hub") / "received") if path.suffix == ".parquet" and path.stem != "sources"]
    for path in tables:
        frame = pl.read_parquet(path)
        dates = [name for name, kind in frame.schema.items() if kind == pl.Date and name != "known_on"]
        people = [column for column in PERSONS if column in frame.columns]
        assert people, f"{path.name} is about nobody whom this test knows"
        for person in people:
            both = frame.join(births, left_on=person, right_on="person", how="inner")
            assert both.height
            for column in dates:
                assert both.filter(pl.col(column) == pl.col("born")).height == 0, f"{path.name}: {column} of {person}"
