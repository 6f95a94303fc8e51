"""Every word of the screens has an English one."""

import re
from pathlib import Path

import pytest

from sukoyaka.office import web
from sukoyaka.office.casework import (
    alerts,
    closing,
    deadlines,
    errors_in_data,
    events,
    outreach,
    purposes,
    referral,
    roles,
    states,
    tasks,
    wishes,
    worklist,
)
from sukoyaka.office.draw.timeline import STRANDS
from sukoyaka.office.web.english import CATALOGUES, ENGLISH
from sukoyaka.office.web.words import in_language

TEMPLATES = sorted((Path(web.__file__).parent / "templates").rglob("*.html"))
PLAIN = {"404.html", "500.html", "503.html"}  # shown when nothing else can be
LABELS = [
    *events.ACTION_LABELS.values(),
    *(outcome.label for outcome in events.Outcome),
    *purposes.CATEGORY_LABELS.values(),
    *purposes.PURPOSE_LABELS.values(),
    *(charter.label for charter in roles.CHARTERS.values()),
    *(charter.description for charter in roles.CHARTERS.values()),
    *states.LABELS.values(),
    *worklist.SORT_LABELS.values(),
    *worklist.SELECTED_BY_LABELS.values(),
    *STRANDS.values(),
    *deadlines.NEARNESS_LABELS.values(),
    *tasks.KIND_LABELS.values(),
    *outreach.CHANNEL_LABELS.values(),
    *outreach.REACTION_LABELS.values(),
    *outreach.REFUSAL_LABELS.values(),
    *referral.WAY_LABELS.values(),
    *referral.TELLER_LABELS.values(),
    *closing.CLOSE_LABELS.values(),
    *alerts.CHANGE_LABELS.values(),
    *errors_in_data.WRONG_LABELS.values(),
    *errors_in_data.STATE_LABELS.values(),
    *wishes.CATEGORY_LABELS.values(),
]


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_every_text_of_a_template(template: Path) -> None:
    found = re.findall(r"\{% t (?:\"([^\"]+)\"|'([^']+)')", template.read_text(encoding="utf-8"))
    assert not [text for pair in found for text in pair if text and text not in ENGLISH]


@pytest.mark.parametrize("template", [path for path in TEMPLATES if path.name not in PLAIN], ids=lambda path: path.name)
def test_no_text_of_a_template_escapes_translation(template: Path) -> None:
    bare = re.sub(r"\{%.*?%\}|\{\{.*?\}\}", "", template.read_text(encoding="utf-8"))
    assert not re.findall(r"[ぁ-んァ-ヶ一-龠]{2,}", bare.replace("日本語", ""))


def test_every_label() -> None:
    assert not [label for label in LABELS if label not in ENGLISH]


def test_what_the_data_says_stays() -> None:
    assert in_language("妻（未届）", "en") == "妻（未届）"
    assert in_language("氏名", "ja") == "氏名"


def test_two_catalogues_never_translate_a_text_differently() -> None:
    said = [item for words in CATALOGUES for item in words.items()]
    assert len({japanese for japanese, _ in said}) == len(set(said))
