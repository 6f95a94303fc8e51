"""Event codes and their Japanese words, from the register alone."""

import pytest

from sukoyaka.governance import register as registers
from sukoyaka.hub.events.codes import label
from sukoyaka.hub.events.plan import emissions, origin_items

REGISTER = registers.load()


def emission(source: str, template: str, person: str | None = None):
    found = [e for e in emissions(REGISTER, source) if e.template == template and person in (None, e.person)]
    return found[0]


@pytest.mark.parametrize(
    ("source", "template", "values", "word"),
    [
        ("checkup_child", "CHECKUP/{round}/DONE", {"round": "36M"}, "3歳児健診 受診"),
        ("checkup_child", "CHECKUP/{round}/Q/HIT", {"round": "4M"}, "3-4か月児健診 感情的に叩いた（保護者の回答）"),
        ("checkup_child", "BIRTH/WEIGHT", {}, "出生体重"),
        ("vaccination", "VACCINE/{vaccine}/{dose}", {"vaccine": "MR", "dose": 2}, "麻しん風しん 2回目"),
        ("child_allowance", "ALLOWANCE/CHILD_REARING/END", {}, "児童扶養手当 終了"),
        ("consultation", "CONSULTATION/CLOSED", {}, "家庭児童相談 終結"),
        ("resident", "RESIDENCE/{reason}", {"reason": "MOVE_IN"}, "転入"),
        ("claims_nhi", "CLAIM/DX/{diagnosis}", {"diagnosis": "F32"}, "傷病名 F32"),
        ("claims_nhi", "CLAIM/VISIT/{setting}", {"setting": "inpatient"}, "入院 受診"),
    ],
)
def test_words(source, template, values, word):
    assert label(emission(source, template), values) == word


def test_an_allowance_is_its_recipients_too():
    assert {e.person for e in emissions(REGISTER, "child_allowance")} == {"child", "recipient"}


def test_an_event_rests_on_every_item_that_it_shows():
    diagnosis = emission("claims_nhi", "CLAIM/DX/{diagnosis}")
    assert origin_items(diagnosis.origin) == ("claims_nhi", ("card", "certainty", "date", "diagnosis"))
    weight = emission("checkup_child", "CHECKUP/{round}/WEIGHT")
    assert origin_items(weight.origin) == ("checkup_child", ("date", "resident", "round", "weight"))


def test_the_resident_register_has_changes_of_residence_only():
    assert {e.template for e in emissions(REGISTER, "resident")} == {"RESIDENCE/{reason}"}
