"""Gathers what the papers of a meeting say, and makes their copies: by a job without names, at once with them."""

import hashlib
import time
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import Q

from sukoyaka.office.casework.assessment.sheet import level_label
from sukoyaka.office.casework.assessment.states import decision_label
from sukoyaka.office.casework.days import in_both
from sukoyaka.office.casework.events import Action
from sukoyaka.office.casework.meeting.agenda import begins
from sukoyaka.office.draw import timeline
from sukoyaka.office.draw.reference import LATEST
from sukoyaka.office.packet.papers import Addressed, AgendaLine, Child, Papers, Reason
from sukoyaka.office.packet.typeset import PacketUnmade, make
from sukoyaka.office.web import clock, models
from sukoyaka.office.web.actions.keep_packets import cases_of
from sukoyaka.office.web.actions.record import record_command
from sukoyaka.office.web.models import Coverage, LifeFact, Listing, MeetingItem, Member, Packet, PacketCopy, Referral, Unknown
from sukoyaka.office.web.views import chart, pictures
from sukoyaka.records.age import age_in_words
from sukoyaka.records.ids import CaseId

REASONS, UNKNOWNS, HOUSEHOLD, TOLD = 8, 5, 8, 3  # as many as two pages hold


def make_copies(number: int) -> None:
    """Makes every copy of an ordered packet; one that is made already stays. A failure is told in the register."""
    with transaction.atomic():
        packet = Packet.objects.select_for_update(of=("self",)).select_related("meeting__chair").get(pk=number)
        if packet.state != "queued":
            return
        started = time.perf_counter()
        try:
            papers = papers_of(packet)
            for copy in packet.copies.select_related("member").order_by("number"):
                fill(copy, papers)
            packet.state, packet.children = "made", len(papers.children)
        except PacketUnmade as error:
            packet.state, packet.why_failed = "failed", error.came[:200]
        packet.made_at, packet.seconds = clock.now(), time.perf_counter() - started
        packet.save()
        record_command(Action.MAKE_PACKET, f"packet:{packet.pk}", packet.state, cases_of(packet.meeting))


def fill(copy: PacketCopy, papers: Papers) -> bytes:
    """Makes one copy; what is kept of one with names is its hash alone."""
    made = make(papers, Addressed(copy.number, copy.member.name, copy.member.organisation))
    copy.pages, copy.sha256 = made.pages, hashlib.sha256(made.pdf).hexdigest()
    copy.pdf = None if papers.named else made.pdf
    copy.save(update_fields=["pages", "sha256", "pdf"])
    return made.pdf


def papers_of(packet: Packet, names: Mapping[str, str] | None = None) -> Papers:
    """The papers; with names where they are given."""
    meeting, known = packet.meeting, names or {}
    items = list(meeting.items.select_related("run", "assessment").order_by("position", "pk"))
    listings = [_listing(item) for item in items]
    starts = begins(meeting.starts, [item.minutes for item in items])
    called = [_called(item.case_id, known) for item in items]
    lines = zip(items, listings, starts, called, strict=False)
    return Papers(
        title="方針検討会 資料",
        on=f"{in_both(meeting.on)} {meeting.starts:%H:%M}",
        place=meeting.place,
        chair=meeting.chair.name,
        return_by=in_both(packet.return_by),
        named=packet.named,
        survey=LATEST.name,
        agenda=tuple(AgendaLine(f"{at:%H:%M}", name, _age(row), item.minutes) for item, row, at, name in lines),
        children=tuple(_child(item, row, name) for item, row, name in zip(items, listings, called, strict=True)),
    )


def _listing(item: MeetingItem) -> Listing:
    return Listing.objects.select_related("run", "case__assigned_to").get(run=item.run_id, case=item.case_id)


def _called(case: str, names: Mapping[str, str]) -> str:
    short = CaseId(case).short
    return f"{names[case]}（{short}）" if case in names else short


def _age(listing: Listing) -> str:
    return age_in_words(listing.birth_month, clock.today())


def _child(item: MeetingItem, listing: Listing, called: str) -> Child:
    of_child = {"run": item.run_id, "case": item.case_id}
    facts = list(LifeFact.objects.filter(**of_child).order_by("happened_on", "code", "pk"))
    members = list(Member.objects.filter(**of_child).order_by("from_on", "member", "pk"))
    household = chart.household_of(listing, members)
    coverage = list(Coverage.objects.filter(**of_child).order_by("source", "from_on"))
    others = chart.names_of(household, listing.run.as_of)
    unknowns = chart.by_remedy(Unknown.objects.filter(**of_child).order_by("item", "pk"))
    assessed, summary = _assessed(item)
    return Child(
        child=called,
        age=_age(listing),
        listed=f"{listing.run.labels.get(listing.tier, listing.tier)}、{listing.run.criteria_title}、基準日 {in_both(listing.run.as_of)}",
        facts=_facts(listing),
        why="通告・相談など" if listing.run.intake else "なぜ一覧にあるか",
        assessed=assessed,
        summary=summary,
        reasons=_told(item.case_id) + _reasons(of_child),
        unknowns=tuple(("・".join(group["asks"]), str(group["why"])) for group in unknowns[:UNKNOWNS]),
        questions=_questions(listing, unknowns),
        household=tuple(others[one.member] for one in household if one.until_on is None)[:HOUSEHOLD],
        **_pictures(listing, facts, members, coverage),
    )


def _pictures(listing: Listing, facts: list[LifeFact], members: list[Member], coverage: list[Coverage]) -> dict[str, Any]:
    """Time line, growth, checkups and vaccinations; none of a child about whom no data came."""
    if listing.run.intake:
        return {}
    return {
        "picture": timeline.draw(chart.life_of(listing, facts, members, coverage)),
        "growth": pictures.growth_pictures(listing, facts, coverage),
        "matrix": pictures.matrix_picture(listing, facts, coverage),
    }


def _facts(listing: Listing) -> tuple[tuple[str, str], ...]:
    seen = in_both(listing.last_seen_on) if listing.last_seen_on else "記録なし"
    return (
        ("性別", "男" if listing.sex == "male" else "女"),
        ("地区", listing.town or "非表示"),
        ("わかった項目", f"{listing.items_known} / {listing.items_total}"),
        ("待ち始めた日", in_both(listing.case.waiting_since)),
        ("最後に確かめられた日", seen),
        ("担当", listing.case.assigned_to.name if listing.case.assigned_to else "―"),
    )


def _assessed(item: MeetingItem) -> tuple[str, str]:
    row = item.assessment
    if row is None:
        return "", ""
    on = in_both(row.approved_on) if row.approved_on else ""
    return f"{level_label(row.level)} ・ {decision_label(row.decision)}（{on}）", row.summary


def _reasons(of_child: dict[str, Any]) -> tuple[Reason, ...]:
    rows = models.Reason.objects.filter(**of_child).order_by("position", "-happened_on", "pk")
    sides = chart.by_direction(chart.by_item(rows))
    return tuple(
        Reason(one["asks"], "、".join(_found(fact) for fact in one["first"]), mark, one["red_flag"])
        for side, mark in (("raising", "▲"), ("lowering", "▼"))
        for one in sides[side]
    )[:REASONS]


def _told(case: str) -> tuple[Reason, ...]:
    """Words that somebody gave about the child: kind, day and contents, never from whom."""
    rows = Referral.objects.filter(Q(case=case) | Q(case__joined__delivered=case)).order_by("-received_on", "-pk")
    return tuple(Reason(f"{row.get_way_display()} {in_both(row.received_on)}", row.what, "・", red_flag=False) for row in rows[:TOLD])


def _found(fact: models.Reason) -> str:
    on = f" {fact.happened_on.isoformat()}" if fact.happened_on else ""
    return f"{fact.found}{on} {fact.source_name}"


def _questions(listing: Listing, unknowns: list[dict[str, Any]]) -> tuple[str, ...]:
    """What the meeting can ask of those who know."""
    seen = "いつ、だれが、こどもを直接見て確かめるか"
    told = [f"{group['settles']}で分かることを、知っている機関はあるか" for group in unknowns if group["settles"]]
    return (seen, *told[:UNKNOWNS], "こどもと保護者は、何を望んでいるか")
