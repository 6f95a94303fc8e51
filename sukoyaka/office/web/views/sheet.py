"""Gathers what an assessment's screen shows: the sheet with its answers, the child's facts by number, the guide."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import F, OuterRef, QuerySet
from django.db.models.functions import JSONObject

from sukoyaka.office.casework.assessment import answers as graded
from sukoyaka.office.casework.assessment import states, summary
from sukoyaka.office.casework.assessment.answers import Answer, Answers, Evidence
from sukoyaka.office.casework.assessment.levels import Guide
from sukoyaka.office.casework.assessment.sheet import LEVEL_LABELS, Item, ItemKind, Sheet, level_label, newest, sheets
from sukoyaka.office.casework.assessment.states import DECISION_LABELS, AssessmentState, decision_label
from sukoyaka.office.casework.verdicts import REASONS, VERDICT_LABELS
from sukoyaka.office.web import clock
from sukoyaka.office.web.actions import assess
from sukoyaka.office.web.models import Assessment, LifeFact, Listing, VerdictRow
from sukoyaka.office.web.page import OfficeRequest
from sukoyaka.office.web.views import referred
from sukoyaka.records.age import age_in_words
from sukoyaka.records.feedback import Verdict

KIND_LABELS = {ItemKind.RISK: "", ItemKind.CONTEXT: "状況", ItemKind.STRENGTH: "強み"}
SUGGESTED = 4  # facts offered beside an item


@dataclass(frozen=True)
class Row:
    """An item as the screen shows it."""

    item: Item
    kind: str
    answer: Answer
    numbers: str  # of the evidence, as written in the form
    suggested: tuple[tuple[str, Evidence], ...]
    theirs: Answer | None = None  # what somebody else saved first


def about(request: OfficeRequest, row: Assessment, listing: Listing) -> dict[str, Any]:
    """What both screens show beside the sheet: state, people, what this person may do next."""
    actor, standing = request.user.actor, assess.standing_of(row, listing)
    moves = states.open_moves(actor, standing)
    other = "second_read" in actor.permissions and actor.username not in row.writers
    return {
        "row": row,
        "sheet": sheets()[row.sheet],
        "state": AssessmentState(row.state).label,
        "may_submit": AssessmentState.SUBMITTED in moves,
        "may_withdraw": AssessmentState.WITHDRAWN in moves,
        "may_return": AssessmentState.DRAFT in moves,
        "may_approve": AssessmentState.APPROVED in moves,
        "own": actor.username in row.writers and "approve_assessment" in actor.permissions,
        "may_second": other and row.state == AssessmentState.SUBMITTED.value and row.second_reader is None,
        "may_add": row.state == AssessmentState.APPROVED.value and "give_verdict" in actor.permissions,
        "age_on": age_in_words(listing.birth_month, clock.today()),
        "newer_run": listing.run_id != row.run_id,
    }


def for_writing(row: Assessment, listing: Listing) -> dict[str, Any]:
    """The sheet as a form."""
    sheet, facts = sheets()[row.sheet], assess.facts_of(row)
    rows = _rows(sheet, assess.answers_of(row), facts, _codes(row))
    return _shared(row, listing, assess.guide_of(row, listing)) | {
        "heads": _by_head(sheet, rows),
        "facts": facts.items(),
        "concluded": assess.summary_of(row),
        "choices": [(name, words, list(labels.items())) for name, (words, _, labels) in graded.CHOICES.items()],
        "found": list(graded.FOUND_LABELS.items()),
        "levels": [(level.value, words) for level, words in reversed(LEVEL_LABELS.items())],
        "decisions": [(d.value, words) for d, words in DECISION_LABELS.items()],
        "copies": list(row.copies.select_related("by").order_by("-pk")),
    }


def for_reading(row: Assessment, listing: Listing) -> dict[str, Any]:
    """The sheet as a document: the locked one once it is approved, proved by its hash."""
    if row.snapshot:
        return {"addenda": list(row.addenda.select_related("by").order_by("pk")), **locked(row)}
    sheet, guide = sheets()[row.sheet], assess.guide_of(row, listing)
    document = json.loads(summary.document(sheet, assess.answers_of(row), assess.summary_of(row), guide, {}))
    return {"document": _in_words(document), "whole": True, "copies": list(row.copies.select_related("by").order_by("-pk"))}


def locked(row: Assessment) -> dict[str, Any]:
    """An approved assessment in words, and whether it still is what was approved."""
    return {"document": _in_words(json.loads(row.snapshot)), "whole": summary.digest(row.snapshot) == row.sha256}


def side_by_side(row: Assessment, form: Mapping[str, str]) -> dict[str, Any]:
    """The form as this person wrote it, with what somebody else saved first beside each difference."""
    sheet, facts = sheets()[row.sheet], assess.facts_of(row)
    mine, theirs = graded.from_form(sheet, form, facts), assess.answers_of(row)
    changed = set(graded.differences(theirs, mine))
    rows = _rows(sheet, mine, facts, _codes(row), {item: theirs.get(item, Answer()) for item in changed})
    concluded, saved = summary.from_form(form), assess.summary_of(row)
    return {"heads": _by_head(sheet, rows), "concluded": concluded, "theirs": saved if concluded != saved else None}


def _codes(row: Assessment) -> dict[str, str]:
    """Number of a fact → its event code, in the order of `assess.facts_of`."""
    facts = LifeFact.objects.filter(run=row.run_id, case=row.case_id).order_by("-happened_on", "code", "pk")
    return {str(number): code for number, code in enumerate(facts.values_list("code", flat=True), 1)}


def _rows(
    sheet: Sheet, given: Answers, facts: Mapping[str, Evidence], codes: Mapping[str, str], theirs: Mapping[str, Answer] | None = None
) -> list[Row]:
    number_of = {fact.key: number for number, fact in facts.items()}
    rows = []
    for item in sheet.items:
        answer = given.get(item.id, Answer())
        numbers = [number_of[one.key] for one in answer.evidence if one.key in number_of]
        offered = [(n, fact) for n, fact in facts.items() if item.is_about(codes[n])][:SUGGESTED]
        rows.append(Row(item, KIND_LABELS[item.kind], answer, ", ".join(numbers), tuple(offered), (theirs or {}).get(item.id)))
    return rows


def _by_head(sheet: Sheet, rows: list[Row]) -> list[dict[str, Any]]:
    return [{"head": head, "rows": [row for row in rows if row.item.head == head.id]} for head in sheet.heads]


def _shared(row: Assessment, listing: Listing, guide: Guide) -> dict[str, Any]:
    young = sheets()[row.sheet].under_four
    return {"guide": guide, "young": young, "raised": [w for w in guide.weighed if w.raised], "run_of": row.run}


def _in_words(document: dict[str, Any]) -> dict[str, Any]:
    """The document with the words of its choices; items that nobody answered are left out of each head."""
    for head in document["heads"]:
        head["answered"] = [_item_in_words(item) for item in head["items"] if item["found"] or item["text"] or item["evidence"]]
        head["silent"] = len(head["items"]) - len(head["answered"])
    document["silent"] = [head for head in document["heads"] if not head["answered"]]
    concluded = document["summary"]
    concluded["level_label"] = level_label(concluded["level"])
    concluded["decision_label"] = decision_label(concluded["decision"])
    document["guide"]["level_label"] = level_label(document["guide"]["level"])
    return document


def _item_in_words(item: dict[str, Any]) -> dict[str, Any]:
    said = {f"{name}_label": labels.get(item[name], "") for name, labels in graded.LABELS.items()}
    evidence = [one | {"on": date.fromisoformat(one["happened_on"])} for one in item["evidence"]]
    return item | said | {"evidence": evidence, "kind_label": KIND_LABELS[ItemKind(item["kind"])]}


def told_beside() -> dict[str, QuerySet[Any]]:
    """For the query of a child's page: its assessments and the verdicts on it, newest first, as JSON."""
    assessments = Assessment.objects.filter(case=OuterRef("case_id")).order_by("-opened_at")
    line = JSONObject(
        pk=F("pk"),
        sheet=F("sheet"),
        state=F("state"),
        level=F("level"),
        decision=F("decision"),
        by=F("saved_by__name"),
        on=F("approved_on"),
    )
    verdicts = VerdictRow.objects.filter(case=OuterRef("case_id"), run=OuterRef("run_id")).order_by("-at")
    said = JSONObject(verdict=F("verdict"), reason=F("reason"), item=F("item"), words=F("words"), by=F("by__name"), on=F("on"))
    return {"assessments": assessments.values(told=line), "verdicts": verdicts.values(told=said)} | referred.told_beside()


def on_child(request: OfficeRequest, listing: Any, asks: Mapping[str, str]) -> dict[str, Any]:
    """What a child's page shows of assessments and verdicts."""
    return {
        "assessments": [_line(told) for told in listing.assessments],
        "sheets": newest() if "assess" in request.user.actor.permissions else [],
        "verdicts": [_said(told, asks) for told in listing.verdicts],
        "verdict_choices": [(v.value, words, list(REASONS[v].items())) for v, words in VERDICT_LABELS.items()],
        "verdict_items": list(asks.items()),
    } | referred.on_child(listing)


def _line(told: dict[str, Any]) -> dict[str, Any]:
    return told | {
        "title": sheets()[told["sheet"]].title if told["sheet"] in sheets() else told["sheet"],
        "state_label": AssessmentState(told["state"]).label,
        "level_label": level_label(told["level"]),
        "decision_label": decision_label(told["decision"]),
        "on": date.fromisoformat(told["on"]) if told["on"] else None,
    }


def _said(told: dict[str, Any], asks: Mapping[str, str]) -> dict[str, Any]:
    verdict = Verdict(told["verdict"])
    return told | {
        "label": VERDICT_LABELS[verdict],
        "reason_label": REASONS[verdict].get(told["reason"], ""),
        "about": asks.get(told["item"], ""),
        "on": date.fromisoformat(told["on"]),
    }
