"""The end of a sheet: what the person concludes; and the document that approval locks.

A locked document tells itself: it carries the words of the sheet, so that a later version of the sheet changes nothing.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sukoyaka.office.casework.assessment.answers import LONGEST, Answer, Answers
from sukoyaka.office.casework.assessment.levels import Guide
from sukoyaka.office.casework.assessment.sheet import Level, Sheet
from sukoyaka.records.feedback import Decision


@dataclass(frozen=True)
class Summary:
    """Level, need of support, and the words for both; empty fields are not yet written."""

    level: str = ""
    why_level: str = ""
    decision: str = ""
    summary: str = ""


def from_form(form: Mapping[str, str]) -> Summary:
    """The fields of the form; a word that is not a choice counts as empty."""
    level, decision = form.get("level", ""), form.get("decision", "")
    return Summary(
        level=level if level in set(Level) else "",
        why_level=_text(form, "why_level"),
        decision=decision if decision in set(Decision) else "",
        summary=_text(form, "summary"),
    )


def _text(form: Mapping[str, str], name: str) -> str:
    return form.get(name, "").replace("\r\n", "\n").strip()[:LONGEST]


def lighter(summary: Summary, guide: Guide) -> bool:
    """Whether the person chose a lighter level than the guide."""
    return bool(summary.level and guide.level and Level(summary.level).rank < guide.level.rank)


def document(sheet: Sheet, answers: Answers, summary: Summary, guide: Guide, about: Mapping[str, str]) -> str:
    """What approval locks, as JSON with a fixed order: the same contents have the same bytes."""
    heads = [
        {
            "id": head.id,
            "title": head.title,
            "items": [{"id": i.id, "asks": i.asks, "kind": i.kind.value} | answers.get(i.id, Answer()).as_row() for i in head.items],
        }
        for head in sheet.heads
    ]
    whole: dict[str, Any] = {
        "about": dict(about),
        "sheet": {"id": sheet.id, "version": sheet.version, "title": sheet.title, "source": sheet.source},
        "heads": heads,
        "guide": {
            "level": guide.level.value if guide.level else "",
            "route": f"{guide.route.id} {guide.route.title}" if guide.route else "",
            "raised": [w.item.id for w in guide.weighed if w.raised],
        },
        "summary": {
            "level": summary.level,
            "why_level": summary.why_level,
            "decision": summary.decision,
            "summary": summary.summary,
        },
    }
    return json.dumps(whole, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def digest(text: str) -> str:
    """Names the document by its bytes."""
    return hashlib.sha256(text.encode()).hexdigest()
