"""A whole inbox: what reaches the hub, what reaches the vault, what stays; and a bad file stops itself only."""

import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest
import terminal_inbox

from sukoyaka.governance import register
from sukoyaka.parcel.keys import KeyUnavailable, ZoneKeys, save_public
from sukoyaka.parcel.open import open_parcel
from sukoyaka.terminal import flow
from sukoyaka.terminal.keys import Keyring
from sukoyaka.terminal.mask import pseudonyms, reveal
from sukoyaka.terminal.resolve import decide
from sukoyaka.terminal.withdraw import WithdrawalInvalid

DAY = date(2024, 4, 1)
HUB, OFFICE = ZoneKeys.generate("hub"), ZoneKeys.generate("office")
SECRETS = ("髙﨑", "ﾀｶｻｷ", "タカサキ", "田中", "見本町", "例町", "0000000012", "0000000903", "近所の人の話", "L-1")


@dataclass(frozen=True)
class Terminal:
    """A terminal with its keys made, its partners pinned, and an inbox."""

    place: Path
    keys: ZoneKeys

    @property
    def inbox(self) -> Path:
        return self.place / "inbox"

    def mask(self, out: str = "out") -> dict[str, Any]:
        return flow.mask_inbox(self.inbox, flow.Place(self.place / "home", self.place / out), register.load(), "pw", DAY)

    def opened(self, kind: str, out: str = "out") -> dict[str, pl.DataFrame]:
        into = self.place / f"opened-{kind}-{out}"
        if not into.exists():
            parcel = next((self.place / out).glob(f"{kind}-*.parcel"))
            open_parcel(parcel, HUB if kind == "data" else OFFICE, [self.keys.public()], into)
        return {path.stem: pl.read_parquet(path) for path in into.iterdir()}


@pytest.fixture(scope="session")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Made once: opening a secret under a passphrase takes a second, by design."""
    home = tmp_path_factory.mktemp("keys")
    flow.make_keys(home, "pw")
    for zone in (HUB, OFFICE):
        save_public(zone.public(), home / "trusted")
    return home


@pytest.fixture
def terminal(keys: Path, tmp_path: Path) -> Terminal:
    (tmp_path / "home").mkdir()
    for name in ("keys", "trusted"):
        (tmp_path / "home" / name).symlink_to(keys / name)
    terminal_inbox.write(tmp_path / "inbox")
    return Terminal(tmp_path, ZoneKeys.load(keys / "keys", "terminal", "pw"))


def test_counts_add_up(terminal: Terminal) -> None:
    result = terminal.mask()
    for name, counts in result["sources"].items():
        assert counts["read"] == counts["kept"] + counts["quarantined"], name
        assert counts["kept"] == counts["delivered"] + counts["out_of_scope"] + counts["waiting_review"], name
    assert sum(result["quarantined_by_rule"].values()) == sum(counts["quarantined"] for counts in result["sources"].values())
    assert result["quarantined_by_rule"] == {"C-DATE": 1, "C-DUPLICATE": 1, "C-ID-WIDTH": 1}
    sources = terminal.opened("data")["sources"]
    assert (sources["rows_read"] == sources["rows_kept"] + sources["rows_quarantined"]).all()


def test_a_row_held_back_leaves_a_trace_on_its_person(terminal: Terminal) -> None:
    terminal.mask()
    tables = terminal.opened("data")
    held = tables["held_back"].join(tables["subjects"].select("person", pl.lit(True).alias("known")), on="person", how="left")
    assert held.select("source", "happened_on", "rule", "whose", "rows", "known").sort("source").rows() == [
        ("checkup_child", None, "C-DATE", "in scope", 1, True),  # its day is the fault
        ("child_allowance", None, "C-DUPLICATE", "nobody", 1, None),  # the first of the two was kept
        ("vaccination", date(2022, 6, 1), "C-ID-WIDTH", "in scope", 1, True),  # 12 was 0000000012
    ]
    doses, checkups = (tables[name].row(0, named=True)["resident"] for name in ("vaccination", "checkup_child"))
    whose = dict(tables["held_back"].select("source", "person").rows())
    assert whose["vaccination"] == doses == checkups
    counted = tables["held_back"].group_by("source").agg(pl.col("rows").sum())
    stated = tables["sources"].filter(pl.col("rows_quarantined") > 0).select("source", "rows_quarantined")
    assert dict(counted.rows()) == dict(stated.rows())


def test_a_number_that_nobody_has_is_nobodys_trace(terminal: Terminal) -> None:
    path = terminal.inbox / "予防接種_20240401.csv"
    path.write_bytes(path.read_bytes() + "777,BCG,1,20211110,20211201,1,L-4\r\n1.2E+09,BCG,1,20211110,20211201,1,L-5\r\n".encode("cp932"))
    terminal.mask()
    held = terminal.opened("data")["held_back"].filter(pl.col("source") == "vaccination", pl.col("whose") == "unknown")
    assert held.select("person", "happened_on", "rule", "rows").rows() == [(None, None, "C-ID-EXCEL", 1), (None, None, "C-ID-WIDTH", 1)]


def test_whose_row_it_is(terminal: Terminal) -> None:
    result = terminal.mask()
    assert result["resolve"] == {
        "card not in the crosswalk": 1,
        "crosswalk": 1,
        "name+kana+birth+sex": 1,  # written with other kanji and full-width kana
        "no unique match": 1,  # a surname and a birth date of twins prove nothing
        "number": 15,
        "unknown number": 1,
    }
    queue = pl.read_parquet(terminal.place / "home" / "review" / "queue.parquet")
    assert sorted(queue["source"]) == ["claims_nhi", "consultation", "vaccination"]


def test_what_a_person_decided_is_honoured_the_next_month_and_counts_add_up(terminal: Terminal) -> None:
    terminal.mask()
    home = terminal.place / "home"
    queue = pl.read_parquet(home / "review" / "queue.parquet")
    row = queue.filter(pl.col("source") == "consultation")["id"][0]
    assert decide.decide(home, row, "0000000022", "", 1) == "0000000022"
    result = terminal.mask("next")
    assert result["resolve"]["review"] == 1
    assert "no unique match" not in result["resolve"]
    counts = result["sources"]["consultation"]
    assert counts["kept"] == counts["delivered"] + counts["out_of_scope"] + counts["waiting_review"]
    assert (counts["delivered"], counts["waiting_review"]) == (3, 0)
    first, second = (terminal.opened("data", out)["subjects"] for out in ("out", "next"))
    assert first.equals(second), "a person keeps the pseudonym from delivery to delivery"
    page = (home / "reports" / "名寄せ.html").read_text(encoding="utf-8")
    assert "人の確認" in page
    assert not [secret for secret in SECRETS if secret in page]


def test_the_child_in_every_source_is_one_person(terminal: Terminal) -> None:
    terminal.mask()
    data = terminal.opened("data")
    child = pseudonyms(pl.Series(["0000000012"]), Keyring.open(terminal.place / "home", "pw"), "platform/person")[0]
    for table, column in (
        ("checkup_child", "resident"),
        ("vaccination", "resident"),
        ("consultation", "resident"),
        ("claims_nhi.visit", "card"),
    ):
        assert child in data[table][column].to_list(), table


def test_only_people_in_scope_leave(terminal: Terminal) -> None:
    result = terminal.mask()
    assert result["people_in_scope"] == 6, "a grandfather at the same address is in, a stranger is not"
    assert terminal.opened("data")["subjects"].height == 6
    assert terminal.opened("data")["resident"].height == 6


def test_values_take_their_registered_form(terminal: Terminal) -> None:
    terminal.mask()
    data = terminal.opened("data")
    assert data["resident"]["birth_date"].dt.day().unique().to_list() == [1]
    assert data["checkup_child"].filter(pl.col("line") == 5).select("weight", "judgement", "shouted").row(0) == (6.4, None, "yes")
    assert not {"name", "kana", "address", "remark", "lot", "cause", "insurer"} & {c for table in data.values() for c in table.columns}
    visits = data["claims_nhi.visit"].select("date", "setting", "out_of_hours").rows()
    assert visits == [(date(2024, 1, 10), "outpatient", True), (date(2024, 1, 17), "outpatient", False)]


def test_a_birth_day_is_nowhere(terminal: Terminal) -> None:
    terminal.mask()
    data = terminal.opened("data")
    assert data["resident"].filter(pl.col("reason") == "BIRTH")["moved_on"].dt.day().unique().to_list() == [1]
    assert data["nhi_qualification"].filter(pl.col("line") == 3)["from_on"].to_list() == [date(2021, 5, 1)]


def test_households_at_one_address_share_a_dwelling_and_a_protected_one_has_none(terminal: Terminal) -> None:
    terminal.mask()
    residents = terminal.opened("data")["resident"]
    split = residents.filter(pl.col("town") == "000101")
    assert split["household"].n_unique() == 2
    assert split["dwelling"].n_unique() == 1
    protected = residents.filter(pl.col("dwelling").is_null())
    assert protected.height == 3
    assert protected["town"].null_count() == 3


def test_the_vault_learns_names_as_written_and_no_protected_address(terminal: Terminal) -> None:
    terminal.mask()
    people = terminal.opened("identity")["identities"]
    assert {"髙﨑　葵", "田中　\ue000"} <= set(people["name"])
    assert "タカサキ　アオイ" in people["kana"].to_list()
    hidden = people.filter(pl.col("support_measure"))
    assert hidden.height == 3
    assert hidden["address"].null_count() == hidden["postal_code"].null_count() == 3


def test_nothing_personal_is_on_the_medium_or_in_what_is_said(terminal: Terminal) -> None:
    said = json.dumps(terminal.mask(), ensure_ascii=False)
    reports = [path.read_text(encoding="utf-8") for path in (terminal.place / "home" / "reports").iterdir()]
    cells = [
        value for table in terminal.opened("data").values() for c in table.iter_columns() if c.dtype == pl.String for value in c if value
    ]
    for text in (said, *reports, *cells):
        assert not [secret for secret in SECRETS if secret in text]


def test_a_pseudonym_opens_with_the_key_and_purposes_differ(terminal: Terminal) -> None:
    terminal.mask()
    keyring = Keyring.open(terminal.place / "home", "pw")
    subjects = terminal.opened("data")["subjects"]
    numbers = {reveal(person, keyring, "platform/person") for person in subjects["person"]}
    assert numbers == {reveal(case, keyring, "casework/person") for case in subjects["case"]}
    assert not set(subjects["person"]) & set(subjects["case"])


def test_the_same_inbox_gives_the_same_parcels(terminal: Terminal) -> None:
    first = [parcel["parcel"].split("-")[2] for parcel in terminal.mask()["parcels"]]
    second = [parcel["parcel"].split("-")[2] for parcel in terminal.mask("again")["parcels"]]
    assert first == second


BAD = {
    "an undeclared column": (
        "予防接種_20240402.csv",
        "宛名番号,接種種別,回数,接種日,担当\r\n0000000012,BCG,1,20211110,x\r\n".encode("cp932"),
        "C-UNDECLARED",
    ),
    "a 個人番号 column": (
        "予防接種_20240402.csv",
        "宛名番号,接種種別,回数,接種日,個人番号\r\n0000000012,BCG,1,20211110,x\r\n".encode("cp932"),
        "C-MYNUMBER",
    ),
    "incomes": (
        "児童扶養手当_所得付_20240401.csv",
        "受給者宛名番号,児童宛名番号,認定日,所得額\r\n0000000021,0000000022,R4/2/1,1\r\n".encode("cp932"),
        "C-TAX",
    ),
    "another encoding": ("予防接種_20240402.csv", "宛名番号,接種種別,回数,接種日\r\n0000000012,ロタ,1,20211110\r\n".encode(), "L3-08"),
    "cut claims": ("国保レセプト_202402/RECEIPTC.UKE", "IR,1\r\nRE,1,1124,202402\r\nHO,1".encode("cp932"), "C-UKE-CUT"),
}


@pytest.mark.parametrize("what", BAD)
def test_a_bad_file_stops_itself_only(what: str, terminal: Terminal) -> None:
    name, body, rule = BAD[what]
    before = terminal.mask()
    (terminal.inbox / name).parent.mkdir(exist_ok=True)
    (terminal.inbox / name).write_bytes(body)
    after = terminal.mask("again")
    assert [(refused["file"], refused["rows"], refused["rule"]) for refused in after["refused"]] == [(name, 1, rule)]
    assert after["quarantined_by_rule"].get(rule, 0) == before["quarantined_by_rule"].get(rule, 0) + 1
    assert sum(c["delivered"] for c in after["sources"].values()) == sum(c["delivered"] for c in before["sources"].values())


def test_a_source_of_which_nothing_was_kept_is_known_through_no_day(terminal: Terminal) -> None:
    (terminal.inbox / "予防接種_20240401.csv").write_bytes(
        "宛名番号,接種種別,回数,接種日,担当\r\n0000000012,BCG,1,20211110,x\r\n".encode("cp932")
    )
    terminal.mask()
    through = dict(terminal.opened("data")["sources"].select("source", "known_through").rows())
    assert through["vaccination"] == date(1900, 1, 1)
    assert through["checkup_child"] == date(2024, 2, 29)


def take_back(terminal: Terminal, parcel: str, rows: Path) -> dict[str, Any]:
    place = flow.Place(terminal.place / "home", terminal.place / "back")
    return flow.withdraw(parcel, rows, place, register.load(), "pw", DAY)


def test_rows_are_taken_back_by_their_place(terminal: Terminal, tmp_path: Path) -> None:
    parcel = terminal.mask()["parcels"][0]["parcel"]
    rows = tmp_path / "rows.csv"
    rows.write_text("table,file,line\nvaccination,3,2\n")
    result = take_back(terminal, parcel, rows)
    assert (result["kind"], result["rows"], result["whole"]) == ("data", 1, False)
    assert terminal.opened("data", "back")["withdrawals"].rows() == [(result["withdrawn"], "vaccination", 3, 2)]
    assert result["withdrawn"] in parcel


LISTS = ["table,file,line\n", "table,file,line\nrumours,1,2\n", "table,file\nvaccination,3\n", "table,file,line\nvaccination,x,2\n"]


@pytest.mark.parametrize("text", LISTS)
def test_a_list_that_names_no_rows_takes_nothing_back(text: str, terminal: Terminal, tmp_path: Path) -> None:
    parcel = terminal.mask()["parcels"][0]["parcel"]
    rows = tmp_path / "rows.csv"
    rows.write_text(text)
    with pytest.raises(WithdrawalInvalid, match=r"rows\.csv"):
        take_back(terminal, parcel, rows)
    assert not (tmp_path / "back").exists()


@pytest.mark.parametrize("parcel", ["ab" * 8, "identity-0001-abababababababab.parcel", "../abababababababab"])
def test_only_what_was_sent_is_taken_back(parcel: str, terminal: Terminal, tmp_path: Path) -> None:
    terminal.mask()
    with pytest.raises(WithdrawalInvalid, match="data parcel"):
        take_back(terminal, parcel, tmp_path / "rows.csv")


def test_files_that_nobody_registered_are_left_alone(terminal: Terminal) -> None:
    (terminal.inbox / "名簿.xlsx").write_bytes(b"PK")
    assert terminal.mask()["unregistered_files"] == ["名簿.xlsx"]


def test_without_the_resident_register_there_is_nothing_to_mask(terminal: Terminal) -> None:
    (terminal.inbox / "住民基本台帳_20240401.csv").unlink()
    with pytest.raises(flow.NothingToMask, match="resident register"):
        terminal.mask()


def test_a_wrong_passphrase_opens_nothing(terminal: Terminal) -> None:
    with pytest.raises(KeyUnavailable, match="does not open"):
        Keyring.open(terminal.place / "home", "wrong")


def test_a_second_delivery_is_told_beside_the_first(terminal: Terminal) -> None:
    first = terminal.mask()
    assert set(first["trend"].values()) == {None}
    page = terminal.place / "home" / "reports" / "健康増進課.html"
    assert "前回の受け渡しはありません" in page.read_text(encoding="utf-8")
    checkups = terminal.inbox / "小児健診_20240401.csv"
    checkups.write_bytes(checkups.read_bytes().replace("備考".encode("cp932"), "所見".encode("cp932")))
    result = flow.mask_inbox(
        terminal.inbox, flow.Place(terminal.place / "home", terminal.place / "out"), register.load(), "pw", date(2024, 5, 1)
    )
    told = result["trend"]["checkup_child"]
    assert told["last"] == {"on": "2024-04-01", "parcel": first["parcels"][0]["name"]}
    assert told["rows"]["kept"] == {"last": first["sources"]["checkup_child"]["kept"], "now": 0}
    assert told["columns"][0]["renamed"] == (("備考", "所見"),)
    assert "列「備考」が「所見」に変わったようです" in page.read_text(encoding="utf-8")
    told_in_csv = (page.parent / "健康増進課_前回との比較.csv").read_text(encoding="utf-8-sig")
    assert "小児健診,行数,受け取った行," in told_in_csv
    assert "列「備考」が「所見」に変わったようです" in told_in_csv


def test_what_is_remembered_of_a_delivery_names_nobody(terminal: Terminal) -> None:
    terminal.mask()
    (kept,) = (terminal.place / "home" / "profiles").iterdir()
    text = kept.read_text(encoding="utf-8")
    assert not [secret for secret in SECRETS if secret in text]


@pytest.mark.parametrize("spoiled", ["", "{", '{"version": 99}', '{"version": 1, "on": "yesterday"}'])
def test_a_profile_that_cannot_be_read_is_as_if_there_were_none(terminal: Terminal, spoiled: str) -> None:
    terminal.mask()
    (kept,) = (terminal.place / "home" / "profiles").iterdir()
    kept.write_text(spoiled, encoding="utf-8")
    result = flow.mask_inbox(
        terminal.inbox, flow.Place(terminal.place / "home", terminal.place / "out"), register.load(), "pw", date(2024, 5, 1)
    )
    assert set(result["trend"].values()) == {None}
