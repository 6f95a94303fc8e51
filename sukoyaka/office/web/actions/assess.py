"""Opens, saves and moves an assessment. Each verb loads under a lock, checks, changes and records in one transaction.

A save that comes after somebody else's is not stored over it: it is kept beside, word for word, and both are shown.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass

from sukoyaka.office.casework.assessment import answers as graded
from sukoyaka.office.casework.assessment import states, summary
from sukoyaka.office.casework.assessment.answers import Answers, Evidence
from sukoyaka.office.casework.assessment.levels import Guide, guide
from sukoyaka.office.casework.assessment.sheet import Sheet, sheets
from sukoyaka.office.casework.assessment.states import AssessmentState
from sukoyaka.office.casework.assessment.summary import Summary
from sukoyaka.office.casework.events import Action
from sukoyaka.office.casework.permissions import Refused, check_allowed
from sukoyaka.office.casework.roles import Permission
from sukoyaka.office.web import clock
from sukoyaka.office.web.actions.record import record
from sukoyaka.office.web.models import Assessment, AssessmentAddendum, Case, KeptCopy, LifeFact, Listing
from sukoyaka.office.web.page import OfficeRequest
from sukoyaka.records.age import completed_months


@dataclass(frozen=True)
class Saved:
    """How a save ended: stored, or kept beside because of `stale` (a sentence)."""

    row: Assessment
    stale: str = ""


def open_assessment(request: OfficeRequest, listing: Listing, name: str) -> Assessment:
    """A new draft, or the open one of that sheet. Raises `Refused`."""
    check_allowed(request.user.actor, Permission.ASSESS)
    if name not in sheets():
        raise Refused("このシートはありません", "・".join(sheet.title for sheet in sheets().values()), "シートを選び直してください")
    Case.objects.select_for_update().get(pk=listing.case_id)  # two clicks at once make one draft
    going_on = [AssessmentState.DRAFT.value, AssessmentState.SUBMITTED.value]
    found = Assessment.objects.filter(case=listing.case, sheet=name, state__in=going_on).first()
    if found:
        return found
    now, user = clock.now(), request.user
    made = Assessment.objects.create(
        case=listing.case, run=listing.run, sheet=name, opened_by=user, opened_at=now, saved_by=user, saved_at=now, writers=[user.username]
    )
    record(request, Action.OPEN_ASSESSMENT, f"assessment:{made.pk}", cases=[listing.case_id], detail=name)
    return made


def facts_of(row: Assessment) -> dict[str, Evidence]:
    """The child's time line as the determination of the assessment knows it, newest first, numbered from 1."""
    facts = LifeFact.objects.filter(run=row.run_id, case=row.case_id).order_by("-happened_on", "code", "pk")
    return {str(number): evidence(fact) for number, fact in enumerate(facts, 1)}


def evidence(fact: LifeFact) -> Evidence:
    """A fact as an assessment copies it."""
    words = f"{fact.label} {fact.value}" if fact.value else fact.label
    key = graded.fact_key(fact.member, fact.code, fact.happened_on, words)
    return Evidence(key, fact.member, fact.happened_on.isoformat(), fact.known_on.isoformat(), words, fact.source_name)


def answers_of(row: Assessment) -> Answers:
    """The graded answers."""
    return graded.from_rows(row.answers)


def summary_of(row: Assessment) -> Summary:
    """What the person concludes so far."""
    return Summary(row.level, row.why_level, row.decision, row.summary)


def guide_of(row: Assessment, listing: Listing) -> Guide:
    """What the answers suggest for the child's age today."""
    return guide(sheets()[row.sheet], answers_of(row), completed_months(listing.birth_month, clock.today()))


def standing_of(row: Assessment, listing: Listing) -> states.Standing:
    """What its moves depend on."""
    concluded = summary_of(row)
    return states.Standing(
        state=AssessmentState(row.state),
        writers=frozenset(row.writers),
        level=row.level,
        lighter_than_guide=summary.lighter(concluded, guide_of(row, listing)),
        why_level=row.why_level,
        decision=row.decision,
        summary=row.summary,
    )


def save(request: OfficeRequest, number: int, case: str, form: Mapping[str, str]) -> Saved:
    """Stores the form, or keeps it beside if somebody saved first. Raises `Refused` if the person may not assess."""
    check_allowed(request.user.actor, Permission.ASSESS)
    row = Assessment.objects.select_for_update().get(pk=number, case=case)
    given, concluded = graded.from_form(sheets()[row.sheet], form, facts_of(row)), summary.from_form(form)
    if given == _whole(row) and concluded == summary_of(row):
        return Saved(row)  # a second click, or nothing new
    if stale := _stale(row, form.get("revision", "")):
        return _keep(request, row, form, stale)
    _store(request, row, given, concluded)
    return Saved(row)


def _whole(row: Assessment) -> Answers:
    known = answers_of(row)
    return {item.id: known.get(item.id, graded.Answer()) for item in sheets()[row.sheet].items}


def _stale(row: Assessment, read: str) -> str:
    if row.state != AssessmentState.DRAFT.value:
        state = AssessmentState(row.state).label
        return f"書いている間に、このアセスメントは「{state}」になりました。あなたの内容は控えとして残しました"
    if read != str(row.revision):
        return "書いている間に、ほかの人が先に保存しました。どちらの内容も残っています。見比べて、保存し直してください"
    return ""


def _keep(request: OfficeRequest, row: Assessment, form: Mapping[str, str], stale: str) -> Saved:
    read = form.get("revision", "")
    fields = {name: text for name, text in form.items() if name != "csrfmiddlewaretoken"}
    KeptCopy.objects.create(
        assessment=row, by=request.user, at=clock.now(), read_revision=int(read) if read.isdecimal() and len(read) < 9 else 0, fields=fields
    )
    record(request, Action.KEEP_COPY, f"assessment:{row.pk}", cases=[row.case_id], detail=stale)
    return Saved(row, stale)


def _store(request: OfficeRequest, row: Assessment, given: Answers, concluded: Summary) -> None:
    row.answers = {item: answer.as_row() for item, answer in given.items() if answer != graded.Answer()}
    for name, value in asdict(concluded).items():
        setattr(row, name, value)
    row.revision += 1
    row.saved_by, row.saved_at = request.user, clock.now()
    row.writers = sorted({*row.writers, request.user.username})
    row.save(update_fields=["answers", *asdict(concluded), "revision", "saved_by", "saved_at", "writers"])
    record(request, Action.SAVE_ASSESSMENT, f"assessment:{row.pk}", cases=[row.case_id], detail=f"revision {row.revision}")


def move(request: OfficeRequest, number: int, listing: Listing, after: str, words: str = "") -> Assessment:
    """Brings it to another state; approval locks it. Raises `Refused`."""
    row = Assessment.objects.select_for_update().get(pk=number, case=listing.case_id)
    if after not in set(AssessmentState):
        raise Refused("この状態へは進めません", "・".join(s.label for s in AssessmentState), "選べる状態から選んでください")
    to = AssessmentState(after)
    states.check_move(request.user.actor, standing_of(row, listing), to)
    if to is AssessmentState.DRAFT:
        row.returned_words = words.strip()[: graded.LONGEST]
    if to is AssessmentState.APPROVED:
        _lock(request, row, listing)
    row.state = to.value
    row.save()
    record(request, Action(states.AUDIT_ACTIONS[to]), f"assessment:{row.pk}", cases=[row.case_id], detail=row.sha256 or words)
    return row


def _lock(request: OfficeRequest, row: Assessment, listing: Listing) -> None:
    row.approved_by, row.approved_at, row.approved_on = request.user, clock.now(), clock.today()
    about = {
        "assessment": str(row.pk),
        "case": row.case_id,
        "run": row.run.run_id,
        "birth_month": listing.birth_month.isoformat(),
        "opened_by": row.opened_by.name,
        "opened_at": row.opened_at.isoformat(),
        "writers": " ".join(row.writers),
        "second_reader": row.second_reader.name if row.second_reader else "",
        "second_words": row.second_words,
        "approved_by": request.user.name,
        "approved_on": row.approved_on.isoformat(),
    }
    sheet: Sheet = sheets()[row.sheet]
    row.snapshot = summary.document(sheet, answers_of(row), summary_of(row), guide_of(row, listing), about)
    row.sha256 = summary.digest(row.snapshot)


def second_read(request: OfficeRequest, number: int, case: str, words: str) -> None:
    """Somebody who did not write it reads it before approval and says so. Raises `Refused`."""
    check_allowed(request.user.actor, Permission.SECOND_READ)
    row = Assessment.objects.select_for_update().get(pk=number, case=case)
    if row.state != AssessmentState.SUBMITTED.value:
        raise Refused("第二の目による確認は、承認待ちの間に行います", "", "承認に出されてから確認してください")
    if request.user.username in row.writers:
        raise Refused("自分が書いたアセスメントの第二の目にはなれません", "", "ほかの職員に依頼してください")
    if not words.strip():
        raise Refused("所見が書かれていません", "", "気づいたことを書いてください")
    row.second_reader, row.second_read_at, row.second_words = request.user, clock.now(), words.strip()[: graded.LONGEST]
    row.save(update_fields=["second_reader", "second_read_at", "second_words"])
    record(request, Action.SECOND_READ, f"assessment:{row.pk}", cases=[case])


def add(request: OfficeRequest, number: int, case: str, words: str) -> None:
    """Adds words to an approved assessment. Raises `Refused`."""
    check_allowed(request.user.actor, Permission.GIVE_VERDICT)
    row = Assessment.objects.select_for_update().get(pk=number, case=case)
    if row.state != AssessmentState.APPROVED.value:
        raise Refused("追記は、承認の後に残します", "", "下書きの間は、本文を書き直してください")
    if not words.strip():
        raise Refused("追記が書かれていません", "", "追記の内容を書いてください")
    latest = row.addenda.order_by("-pk").first()
    if latest and (latest.by_id, latest.text) == (request.user.pk, words.strip()):
        return  # a second click
    AssessmentAddendum.objects.create(assessment=row, by=request.user, at=clock.now(), text=words.strip()[: graded.LONGEST])
    record(request, Action.ADD_TO_ASSESSMENT, f"assessment:{row.pk}", cases=[case])
