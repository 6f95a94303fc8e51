"""Claims files: records, points that add up, cards that the qualification sheet knows."""

import unicodedata
from typing import Any

WIDTHS = {"IR": 10, "RE": 38, "HO": 15, "SN": 9, "KO": 12, "SY": 8, "SI": 44, "IY": 44, "CO": 5, "GO": 4}


def receipts(text: str) -> list[list[list[str]]]:
    found: list[list[list[str]]] = []
    for line in text.rstrip("\x1a").split("\r\n"):
        fields = line.split(",")
        if fields[0] == "RE":
            found.append([])
        if found and fields[0] not in ("GO", ""):
            found[-1].append(fields)
    return found


def files(city: Any, folder: str = "*") -> dict[str, str]:
    return dict(city.text(f"{folder}/RECEIPTC.UKE"))


def claimed(receipt: list[list[str]]) -> int:
    """Points of the HO; of assistance alone, of its KO."""
    return int(next(fields for fields in receipt if fields[0] in ("HO", "KO"))[5])


def test_records_have_their_width_and_order(city: Any) -> None:
    for text in files(city).values():
        lines = [line.split(",") for line in text.rstrip("\x1a").split("\r\n") if line]
        assert (lines[0][0], lines[-1][0]) == ("IR", "GO")
        assert all(len(fields) == WIDTHS[fields[0]] for fields in lines)


def test_points_of_the_acts_add_up_to_the_claim(city: Any) -> None:
    for text in files(city).values():
        for receipt in receipts(text):
            acts = [f for f in receipt if f[0] in ("SI", "IY")]
            assert sum(int(f[5]) * int(f[6]) for f in acts if f[5]) == claimed(receipt)
            assert all(sum(int(n) for n in f[13:44] if n) == int(f[6]) for f in acts)


def test_totals_of_the_file_are_those_of_its_receipts(city: Any) -> None:
    for text in files(city).values():
        closing = next(line for line in text.split("\r\n") if line.startswith("GO")).split(",")
        found = receipts(text)
        assert closing[1:3] == [str(len(found)), str(sum(claimed(r) for r in found))]


def test_the_kind_of_act_stands_on_the_first_row_of_a_group_only(city: Any) -> None:
    for receipt in (r for text in files(city).values() for r in receipts(text)):
        kinds = [f[1] for f in receipt if f[0] in ("SI", "IY") and f[1]]
        assert len(kinds) == len(set(kinds))


def test_a_claim_leads_to_its_owner_through_the_card_valid_then(city: Any) -> None:
    cards: dict[tuple[str, ...], set[str]] = {}
    for row in city.rows("国保資格_*.csv"):
        cards.setdefault((row["保険者番号"], row["記号"], row["番号"], row["枝番"]), set()).add(row["宛名番号"])
    qualifications = city.truth("rows").filter(source="nhi_qualification")
    unlucky = set(qualifications.filter(qualifications["planted"] != "")["resident_number"])
    truth = {(f, n): (who, p) for f, n, s, who, p in city.truth("rows").rows() if s == "claims_nhi"}
    found = 0
    for file, text in files(city, "国保レセプト_*").items():
        lines = text.split("\r\n")
        for number, line in enumerate(lines, 1):
            if line.startswith("RE,"):
                who, planted = truth[(file, number)]
                ho, sn = lines[number].split(","), lines[number + 1].split(",")
                assert unicodedata.normalize("NFKC", ho[3]) == sn[5]
                known = cards.get((sn[3], sn[4], sn[5], sn[6]))
                assert (known is None) if planted == "unknown card" else (who in unlucky or known == {who})
                found += 1
    assert found == len(truth) > 1000


def test_about_a_third_of_the_diagnoses_are_suspected(city: Any) -> None:
    diagnoses = [f for text in files(city).values() for r in receipts(text) for f in r if f[0] == "SY"]
    assert 0.22 < sum(f[4] == "8002" for f in diagnoses) / len(diagnoses) < 0.38
    assert 0.005 < sum(f[1] == "0000999" for f in diagnoses) / len(diagnoses) < 0.04


def test_every_coded_diagnosis_is_in_the_master(city: Any) -> None:
    (master,) = city.text("傷病名マスター/b_*.txt").values()
    codes = {fields[2].strip('"'): fields[15].strip('"') for fields in (line.split(",") for line in master.split("\r\n") if line)}
    used = {f[1] for text in files(city).values() for r in receipts(text) for f in r if f[0] == "SY"} - {"0000999"}
    assert used <= set(codes)
    assert all(len(icd) in (3, 4) and icd[0].isalpha() for icd in codes.values())


def test_the_last_months_have_not_arrived(city: Any) -> None:
    assert max(files(city, "国保レセプト_*")) == "国保レセプト_202401/RECEIPTC.UKE"
