"""Gathers what a child's page shows: header, reasons, unknowns, household, time line, coverage."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db.models import F
from django.utils import timezone

from sukoyaka.office.casework.closing import CHOSEN
from sukoyaka.office.casework.deadlines import Clock, step_due
from sukoyaka.office.casework.deadlines import clock as clock_of
from sukoyaka.office.casework.household import Together, unbroken
from sukoyaka.office.casework.looking import Look as Way
from sukoyaka.office.casework.looking import Zoom
from sukoyaka.office.casework.looking import look as look_of
from sukoyaka.office.casework.permissions import can_reveal
from sukoyaka.office.casework.states import LABELS, Status, closed_moves, open_moves
from sukoyaka.office.casework.visibility import held_share
from sukoyaka.office.casework.worklist import SELECTED_BY_LABELS
from sukoyaka.office.draw import timeline
from sukoyaka.office.draw.axis import Stretch
from sukoyaka.office.web import clock
from sukoyaka.office.web.actions.reveal import Look
from sukoyaka.office.web.models import Coverage, LifeFact, Listing, Member, Reason, Unknown
from sukoyaka.office.web.page import OfficeRequest
from sukoyaka.office.web.views import homes, pictures, why
from sukoyaka.office.web.words import in_language
from sukoyaka.records.age import age_in_words
from sukoyaka.records.findings import SelectedBy, Tier
from sukoyaka.records.ids import CaseId

FIRST = 5  # facts of an item that show unasked
WHOLE_LIFE = look_of({}, frozenset())
CRITERIA = "criteria"  # source of a row that is about the counting, not about the child


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
        "look": look,
        "ends": timezone.localtime(look.reveal.ends_at).strftime("%H:%M") if look else "",
        "today": clock.today(),
        "identity": look.shown.identity if look and look.shown else None,
        "may_reveal": can_reveal(actor),
        "status": LABELS[status],
        "open_moves": [(s.value, LABELS[s]) for s in moves],
        "closed_moves": [LABELS[s] for s in closed_moves(actor, Tier(listing.tier), status)],
        "close_reasons": CHOSEN if Status.CLOSED in moves else {},
        "starts": status is Status.NEW and Status.LOOKING in moves,
        "next": _next(listing, status),
        "unseen": why.unseen(listing, clock.today()),
        "moves": [_move(move) for move in listing.moves],  # type: ignore[attr-defined]  # annotated by `listing_of`
    }


def _next(listing: Listing, status: Status) -> Clock | None:
    """The clock of the next step, counted from the day on which the case came to where it stands; nothing where none runs."""
    moved = [_move(one)["on"] for one in listing.moves[:1]]  # type: ignore[attr-defined]  # annotated by `listing_of`
    due = step_due(Tier(listing.tier), status, moved[0] if moved else listing.case.waiting_since)
    return clock_of(due, clock.today()) if due else None


def _move(told: dict[str, str]) -> dict[str, Any]:
    """A move in the words of the screens, on the day of the office; earlier rows have the day of the clock, here and not in Greenwich."""
    on = date.fromisoformat(told["on"]) if told["on"] else timezone.localdate(datetime.fromisoformat(told["at"]))
    return told | {"before": LABELS[Status(told["before"])], "after": LABELS[Status(told["after"])], "on": on}


def context(listing: Listing, seen: Way, language: str) -> dict[str, Any]:
    """Everything that is drawn; six queries whatever its size."""
    of_child = {"run": listing.run, "case": listing.case}
    reasons = by_item(Reason.objects.filter(**of_child).order_by("position", F("happened_on").desc(nulls_last=True), "pk"))
    facts = list(LifeFact.objects.filter(**of_child).order_by("happened_on", "code", "pk"))
    members = list(Member.objects.filter(**of_child).order_by("from_on", "member", "pk"))
    coverage = list(Coverage.objects.filter(**of_child).order_by("source", "from_on"))
    household, word = household_of(listing, members), _word(language)
    others = names_of(household, listing.run.as_of)
    return {
        "listing": listing,
        "run": listing.run,
        "case": listing.case,
        "selected_by": SELECTED_BY_LABELS[SelectedBy(listing.selected_by)],
        **by_direction(reasons),
        "unknowns": by_remedy(Unknown.objects.filter(**of_child).order_by("item", "pk")),
        "household": household,
        "together": [one for one in household if one.until_on is None],
        "facts": [(fact, timeline.STRANDS[fact.strand], others.get(fact.member, "")) for fact in reversed(facts)],
        "picture": pictures.safe(timeline.draw(life_of(listing, facts, members, coverage, seen), word)),
        **_switches(seen),
        "coverage": _coverage(listing, coverage),
        "growth": pictures.growth_charts(listing, facts, coverage, word),
        "matrix": pictures.matrix(listing, facts, coverage),
        "home": homes.home(listing, members, facts, seen, word),
        "change": why.since_last(listing, {one["item"]: one["asks"] for one in reasons if not _of_criteria(one)}),
        "warnings": why.warnings(listing, coverage),
    }


def way(request: OfficeRequest) -> Way:
    """How the page is asked to be looked at: zoom, folded groups, a day."""
    return look_of(request.GET, frozenset(timeline.GROUPS))


def _switches(seen: Way) -> dict[str, Any]:
    """Links that zoom and fold: each is the same page, looked at another way."""
    return {
        "zooms": [(zoom.label, seen.at_zoom(zoom).address, zoom is seen.zoom) for zoom in Zoom],
        "folds": [(title, seen.toggled(group).address, group in seen.folded) for group, title in timeline.GROUPS.items()],
        "zoom": seen.zoom.value,
    }


def _word(language: str) -> pictures.Word:
    """Words of the screens in the reader's language."""
    return lambda words: in_language(words, language)


def by_direction(reasons: list[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    """What raises concern, what lowers it, what is told without counting, and how the criteria counted."""
    about_the_child = [reason for reason in reasons if not _of_criteria(reason)]
    return {
        "raising": [reason for reason in about_the_child if reason["points"] > 0 or reason["red_flag"]],
        "lowering": [reason for reason in about_the_child if reason["points"] < 0 and not reason["red_flag"]],
        "neutral": [reason for reason in about_the_child if reason["points"] == 0 and not reason["red_flag"]],
        "remarks": [reason for reason in reasons if _of_criteria(reason)],
    }


def _of_criteria(reason: dict[str, Any]) -> bool:
    """Whether it tells how the criteria count (a cap of a domain), not something about the child."""
    return all(fact.source == CRITERIA for fact in reason["facts"])


def by_remedy(unknowns: Iterable[Unknown]) -> list[dict[str, Any]]:
    """Items that the same datum would settle, together; the datum that settles most comes first."""
    groups: dict[tuple[str, str], list[str]] = defaultdict(list)
    for row in unknowns:
        groups[row.why, row.settles].append(row.asks)
    found = [{"why": why, "settles": settles, "asks": asks} for (why, settles), asks in groups.items()]
    return sorted(found, key=lambda group: -len(group["asks"]))


def by_item(rows: Iterable[Reason]) -> list[dict[str, Any]]:
    """One entry per item with all the facts behind it, in the order of the screen. An item's points are spread over its facts."""
    items: dict[str, dict[str, Any]] = {}
    for row in rows:
        item = items.setdefault(row.item, {"item": row.item, "asks": row.asks, "points": 0, "red_flag": False, "facts": []})
        item["points"] += row.points
        item["red_flag"] |= row.red_flag
        item["facts"].append(row)
    return [item | {"first": item["facts"][:FIRST], "rest": item["facts"][FIRST:]} for item in items.values()]


def household_of(listing: Listing, members: list[Member]) -> list[Together]:
    """Everybody but the child."""
    columns = ("member", "relation", "birth_month", "sex", "same_household", "from_on", "until_on")
    return unbroken(Together(**{name: getattr(row, name) for name in columns}) for row in members if row.member != listing.case_id)


def names_of(household: list[Together], on: date) -> dict[str, str]:
    """Member → how the page calls them, by the latest stretch: relation and age, never a name."""
    return {one.member: f"{one.called}（{age_in_words(one.birth_month, on).partition('歳')[0]}歳）" for one in household}


def life_of(
    listing: Listing, facts: list[LifeFact], members: list[Member], coverage: list[Coverage], seen: Way = WHOLE_LIFE
) -> timeline.Life:
    """What the time line of a child shows, looked at in a way: so many months, some groups folded."""
    household = household_of(listing, members)
    own = next((row.relation for row in reversed(members) if row.member == listing.case_id), None)
    others = names_of(household, listing.run.as_of).items()
    return timeline.Life(
        birth_month=listing.birth_month,
        as_of=listing.run.as_of,
        facts=tuple(_fact(fact) for fact in facts if fact.member == listing.case_id),
        sources=tuple(_sources(listing, facts, coverage)),
        co_residents=tuple(
            _co_resident(member, name, household, facts, homes.of_one_generation(own, household, member)) for member, name in others
        ),
        months=seen.zoom.months,
        folded=seen.folded,
    )


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


def _co_resident(member: str, name: str, household: list[Together], facts: list[LifeFact], sibling: bool) -> timeline.CoResident:
    together = tuple(Stretch(one.from_on, one.until_on) for one in household if one.member == member)
    return timeline.CoResident(name, together, tuple(_fact(fact) for fact in facts if fact.member == member), sibling)


def _coverage(listing: Listing, coverage: list[Coverage]) -> list[dict[str, Any]]:
    """Source by source: when it could have shown something, or that it never could."""
    spans = defaultdict(list)
    for row in coverage:
        spans[row.source].append(row)
    known = {row.source: row.source_name for row in coverage}
    sources = {source["source"]: source for source in listing.run.sources}
    names = {key: source["name"] for key, source in sources.items()} | known
    return [
        {
            "name": names[key],
            "spans": spans[key],
            "known_through": sources.get(key, {}).get("known_through", ""),
            "ever": bool(spans[key]),
            "held_share": held_share(sources.get(key, {})),
        }
        for key in sorted(names)
    ]
