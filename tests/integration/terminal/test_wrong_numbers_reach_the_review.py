"""A number that nobody has, a card that leads to nobody: the row is not linked, but a person sees who it could be."""

from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest
import terminal_inbox
from click.testing import CliRunner

from sukoyaka.governance import register
from sukoyaka.parcel.keys import ZoneKeys, save_public
from sukoyaka.terminal import flow
from sukoyaka.terminal.commands import group
from sukoyaka.terminal.read.patients import patients
from sukoyaka.terminal.resolve import decide

DAY = date(2024, 4, 1)
SEA = "0000000022"
WRONG = "U-9,2023/9/1,0000000098,田中　海,タナカ　カイ,2022/1/15,男,養護相談（虐待）,ネグレクト,近隣・知人,軽度,助言終結,2023/9/8,"
CARDLESS = [
    "RE,2,1124,202401,田中　海,1,20220115," + "," * 29 + "タナカ　カイ,",
    "HO,00142018,99,999,1,0",
    terminal_inbox.act("SI", "11", "111000110", 0, 1, [3]),
]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    place = tmp_path / "home"
    flow.make_keys(place, "pw")
    for zone in ("hub", "office"):
        save_public(ZoneKeys.generate(zone).public(), place / "trusted")
    inbox = terminal_inbox.write(tmp_path / "inbox")
    consultations = inbox / "家庭児童相談_20240401.csv"
    consultations.write_bytes(consultations.read_bytes() + f"{WRONG}\r\n".encode("cp932"))
    claims = inbox / "国保レセプト_202401" / "RECEIPTC.UKE"
    claims.write_bytes(terminal_inbox.claims([terminal_inbox.RECEIPT, CARDLESS], 450).encode("cp932"))
    return place


def mask(home: Path) -> dict[str, Any]:
    return flow.mask_inbox(home.parent / "inbox", flow.Place(home, home.parent / "out"), register.load(), "pw", DAY)


def waiting(home: Path, step: str, source: str) -> str:
    rows = pl.read_parquet(home / "review" / "queue.parquet").filter(pl.col("step") == step, pl.col("source") == source)
    return str(rows["id"].item())


@pytest.mark.parametrize(("step", "source"), [("unknown number", "consultation"), ("card not in the crosswalk", "claims_nhi")])
def test_it_waits_with_the_resident_who_comes_closest(home: Path, step: str, source: str) -> None:
    result = mask(home)
    assert result["resolve"][step] >= 1
    row = waiting(home, step, source)
    candidates = pl.read_parquet(home / "review" / "candidates.parquet").filter(pl.col("id") == row).sort("rank")
    assert candidates["resident"][0] == SEA
    shown = CliRunner().invoke(group, ["review", "show", row, "--home", str(home)])
    assert "田中　海" in shown.stderr
    assert "= 男" in shown.stderr or "= male" in shown.stderr


@pytest.mark.parametrize(("step", "source"), [("unknown number", "consultation"), ("card not in the crosswalk", "claims_nhi")])
def test_once_decided_it_is_delivered_and_not_asked_again(home: Path, step: str, source: str) -> None:
    before = mask(home)["sources"][source]
    decide.decide(home, waiting(home, step, source), SEA, "山本", 1)
    after = mask(home)["sources"][source]
    assert (after["delivered"], after["waiting_review"]) == (before["delivered"] + 1, before["waiting_review"] - 1)


def test_a_source_without_names_still_only_waits(home: Path) -> None:
    mask(home)
    row = waiting(home, "unknown number", "vaccination")
    assert pl.read_parquet(home / "review" / "candidates.parquet").filter(pl.col("id") == row).is_empty()


def test_only_the_asked_lines_are_looked_at(tmp_path: Path) -> None:
    path = tmp_path / "RECEIPTC.UKE"
    path.write_bytes("\r\n".join(["IR,1", *CARDLESS[:2], "RE,3,1124,202401,,9,99999999"]).encode("cp932"))
    found = patients(path, "cp932", [2, 4, 99])
    assert found.rows() == [(2, "田中　海", "タナカ　カイ", date(2022, 1, 15), "male"), (4, None, None, None, None)]
