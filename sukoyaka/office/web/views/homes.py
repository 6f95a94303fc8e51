"""A child's household over time, step by step, as pictures and words. Reads rows already fetched.

Nobody is named: a person is a relation and an age on the day of the step.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Any

from sukoyaka.office.casework.home import Step, chosen, steps
from sukoyaka.office.casework.household import Together, unbroken
from sukoyaka.office.casework.looking import Look
from sukoyaka.office.draw import household, relation
from sukoyaka.office.web.models import LifeFact, Listing, Member
from sukoyaka.office.web.views.pictures import safe
from sukoyaka.records.age import age_in_words, completed_months

RESIDENT = "resident"  # the source that tells births, moves, marriages
NO_CHANGE = frozenset({"RESIDENCE/INITIAL", "RESIDENCE/UNSPECIFIED"})  # tell nothing of the home

Word = Callable[[str], str]


def home(listing: Listing, members: Sequence[Member], facts: Iterable[LifeFact], seen: Look, word: Word) -> dict[str, Any]:
    """Every step with its picture and its words, and which one is shown."""
    found = steps(stretches(members), _events(facts), listing.run.as_of)
    at = chosen(found, seen.on or listing.run.as_of)
    return {
        "steps": [_shown(step, index, len(found) - 1, listing, seen, word) for index, step in enumerate(found)],
        "chosen": at,
        "last": len(found) - 1,
        "days": ",".join(step.day.isoformat() for step in found),
        "size": len([one for one in found[-1].present if one.same_household]) if found else None,
    }


def stretches(members: Iterable[Member]) -> list[Together]:
    """The rows as stretches without a break, the child's own among them."""
    columns = ("member", "relation", "birth_month", "sex", "same_household", "from_on", "until_on")
    return unbroken(Together(**{name: getattr(row, name) for name in columns}) for row in members)


def of_one_generation(own: str | None, others: Iterable[Together], member: str) -> bool:
    """Whether somebody is a child of the household in the same generation as the child whose relation is `own`."""
    latest = [one for one in others if one.member == member][-1]
    steps_of_other, steps_of_child = relation.path(latest.relation), relation.path(own)
    return latest.same_household and steps_of_other[-1:] == ("子",) and relation.level(steps_of_other) == relation.level(steps_of_child)


def _events(facts: Iterable[LifeFact]) -> dict[date, list[str]]:
    found: dict[date, list[str]] = defaultdict(list)
    for fact in facts:
        if fact.source == RESIDENT and fact.code not in NO_CHANGE:
            found[fact.happened_on].append(fact.label)
    return found


def _shown(step: Step, index: int, last: int, listing: Listing, seen: Look, word: Word) -> dict[str, Any]:
    """A step with ages of its day; the last one lasts until now, so it has those of now. Nobody came with the first one."""
    on = listing.run.as_of if index == last else step.day
    others = [one for one in step.present if one.member != listing.case_id]
    came = [one for one in step.came if one in others] if index else []
    told = {
        "came": _told(came, step.day),
        "went": _told((one for one in step.went if one.member != listing.case_id), step.day),
        "renamed": [f"{old.called} → {new.called}" for old, new in step.renamed if new.member != listing.case_id],
    }
    people = [_person(one, listing, on, one in came) for one in step.present]
    described = "、".join(_told(others, on)) or word("同居している人の記録はありません")
    address = seen.on_day(step.day).address
    return {"day": step.day, "events": step.events, "address": address, "picture": safe(household.draw(people, described, word))} | told


def _person(one: Together, listing: Listing, on: date, came: bool) -> household.Person:
    years = max(completed_months(one.birth_month, on), 0) // 12
    return household.Person(one.relation, one.sex, years, one.member == listing.case_id, one.same_household, came)


def _told(people: Iterable[Together], on: date) -> list[str]:
    """「妻（33歳）」."""
    return [f"{one.called}（{age_in_words(one.birth_month, on).partition('歳')[0]}歳）" for one in people]
