"""Gathers what a child's page shows: header, reasons, unknowns, household, time line, coverage."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe

from sukoyaka.office.casework.permissions import can_reveal
from sukoyaka.office.casework.states import LABELS, Status, open_moves
from sukoyaka.office.casework.worklist import SELECTED_BY_LABELS
from sukoyaka.office.draw import timeline
from sukoyaka.office.draw.axis import Stretch
from sukoyaka.office.web import clock
from sukoyaka.office.web.actions.reveal import Look
from sukoyaka.office.web.models import Coverage, LifeFact, Listing, Member, Reason, Unknown
from sukoyaka.office.web.page import OfficeRequest
from sukoyaka.office.web.words import in_language, language_of
from sukoyaka.records.age import age_in_words
from sukoyaka.records.findings import SelectedBy, Tier
from sukoyaka.records.ids import CaseId

FIRST = 4  # facts of an item that show unasked
OF_ITSELF = {"世帯主", "本人", "同居者"}


def header(request: OfficeRequest, listing: Listing, look: Look | None) -> dict[str, Any]:
    """Who it is, as far as this person may know now, and where the case stands."""
    actor, status = request.user.actor, Status(listing.case.status)
    moves = open_moves(actor, Tier(listing.tier), status)
    return {
        "listing": listing,
        "run": listing.run,
        "case": listing.case,
        "id": CaseId(listing.case_id).short,
        "tier_label": listing.run.labels.get(listing.tier, listing.tier),
        "selected_by": SELECTED_BY_LABELS[SelectedBy(listing.selected_by)],
        "look": look,
        "ends": timezone.localtime(look.reveal.ends_at).strftime("%H:%M") if look else "",
        "today": clock.today(),
        "identity": look.shown.identity if look and look.shown else None,
        "may_reveal": can_reveal(actor),
        "status": LABELS[status],
        "open_moves": [(s.value, LABELS[s]) for s in moves],
        "starts": status is Status.NEW and Status.LOOKING in moves,
        "moves": [move | {"before": LABELS[move["before"]], "after": LABELS[move["after"]]} for move in listing.moves],  # type: ignore[attr-defined]  # annotated by `listing_of`
    }


def context(request: OfficeRequest, listing: Listing, look: Look | None) -> dict[str, Any]:
    """Everything on the page; five queries whatever its size."""
    of_child = {"run": listing.run, "case": listing.case}
    reasons = _by_item(Reason.objects.filter(**of_child).order_by("position", "happened_on", "pk"))
    facts = list(LifeFact.objects.filter(**of_child).order_by("happened_on", "code", "pk"))
    members = list(Member.objects.filter(**of_child).order_by("from_on", "member", "pk"))
    coverage = list(Coverage.objects.filter(**of_child).order_by("source", "from_on"))
    others = _others(listing, members)
    return header(request, listing, look) | {
        "raising": [reason for reason in reasons if reason["points"] >= 0],
        "lowering": [reason for reason in reasons if reason["points"] < 0],
        "unknowns": list(Unknown.objects.filter(**of_child).order_by("item", "pk")),
        "household": [m for m in members if m.member != listing.case_id],
        "together": [m for m in members if m.member != listing.case_id and m.until_on is None],
        "facts": [(fact, timeline.STRANDS[fact.strand], others.get(fact.member, "")) for fact in reversed(facts)],
        "picture": _picture(request, listing, facts, members, coverage, others),
        "coverage": _coverage(listing, coverage),
    }


def _by_item(rows: Iterable[Reason]) -> list[dict[str, Any]]:
    """One entry per item with all the facts behind it, in the order of the screen."""
    items: dict[str, dict[str, Any]] = {}
    for row in rows:
        item = items.setdefault(row.item, {"item": row.item, "asks": row.asks, "points": row.points, "red_flag": row.red_flag, "facts": []})
        item["facts"].append(row)
    return [item | {"first": item["facts"][:FIRST], "rest": item["facts"][FIRST:]} for item in items.values()]


def _others(listing: Listing, members: list[Member]) -> dict[str, str]:
    """Member → how the page calls them: relation and age, never a name."""
    on = listing.run.as_of
    names = {}
    for row in members:
        if row.member != listing.case_id:
            names[row.member] = f"{_called(row)}（{age_in_words(row.birth_month, on).partition('歳')[0]}歳）"
    return names


def _called(row: Member) -> str:
    """A relation is told from the head of the person's own household: 「母」 alone would be taken for the child's mother."""
    relation = row.relation or "同居者"
    if not row.same_household:
        return f"別世帯の{relation}"
    return relation if relation in OF_ITSELF else f"世帯主の{relation}"


def _picture(
    request: OfficeRequest,
    listing: Listing,
    facts: list[LifeFact],
    members: list[Member],
    coverage: list[Coverage],
    others: dict[str, str],
) -> SafeString:
    language = language_of(request)
    life = timeline.Life(
        birth_month=listing.birth_month,
        as_of=listing.run.as_of,
        facts=tuple(_fact(fact) for fact in facts if fact.member == listing.case_id),
        sources=tuple(_sources(listing, facts, coverage)),
        co_residents=tuple(_co_resident(member, name, members, facts) for member, name in others.items()),
    )
    return mark_safe(timeline.draw(life, lambda words: in_language(words, language)))  # noqa: S308 - every text in it is escaped by draw.svg


def _fact(fact: LifeFact) -> timeline.Fact:
    words = f"{fact.label} {fact.value}" if fact.value else fact.label
    return timeline.Fact(fact.strand, fact.source, fact.happened_on, words)


def _sources(listing: Listing, facts: list[LifeFact], coverage: list[Coverage]) -> Iterable[timeline.Source]:
    """Every source of the determination, so that one that shows nothing of this child is seen to be missing."""
    names = {source["source"]: source["name"] for source in listing.run.sources}
    names |= {fact.source: fact.source_name for fact in facts} | {row.source: row.source_name for row in coverage}
    covered = defaultdict(list)
    for row in coverage:
        covered[row.source].append(Stretch(row.from_on, row.until_on))
    for source in sorted(names):
        yield timeline.Source(source, names[source], listing.run.strands.get(source, "life"), tuple(covered[source]))


def _co_resident(member: str, name: str, members: list[Member], facts: list[LifeFact]) -> timeline.CoResident:
    together = tuple(Stretch(row.from_on, row.until_on) for row in members if row.member == member)
    return timeline.CoResident(name, together, tuple(_fact(fact) for fact in facts if fact.member == member))


def _coverage(listing: Listing, coverage: list[Coverage]) -> list[dict[str, Any]]:
    """Source by source: when it could have shown something, or that it never could."""
    spans = defaultdict(list)
    for row in coverage:
        spans[row.source].append(row)
    known = {row.source: row.source_name for row in coverage}
    sources = {source["source"]: source for source in listing.run.sources}
    names = {key: source["name"] for key, source in sources.items()} | known
    return [
        {"name": names[key], "spans": spans[key], "known_through": sources.get(key, {}).get("known_through", ""), "ever": bool(spans[key])}
        for key in sorted(names)
    ]
