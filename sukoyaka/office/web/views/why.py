"""What stands beside the reasons of a listing: what changed since the determination before, and what to be careful about.

One query for the determination before; the rest is read from rows already fetched.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Subquery
from django.db.models.functions import JSONObject

from sukoyaka.office.casework.since_last import Before, Change, change
from sukoyaka.office.web.models import Coverage, Listing, Reason, Run

STALE = 92  # days after which a source counts as old
LONG_UNSEEN = 180  # days after which the clock of the header stands out
CRITERIA = "criteria"  # source of a row that is about the counting


def since_last(listing: Listing, items: Mapping[str, str]) -> Change | None:
    """Compares with the determination before that of the listing, whether the child was on its lists or not."""
    earlier = Run.objects.filter(intake=False, as_of__lt=listing.run.as_of).order_by("-as_of", "-sequence", "-pk")
    then = Listing.objects.filter(run=OuterRef("pk"), case=listing.case_id).values("tier")[:1]
    told = Reason.objects.filter(run=OuterRef("pk"), case=listing.case_id).exclude(source=CRITERIA).order_by("position")
    items_then = ArraySubquery(told.values(told=JSONObject(item="item", asks="asks")))
    row = earlier.annotate(tier_then=Subquery(then), items_then=items_then).values("as_of", "tier_then", "items_then").first()
    if row is None:
        return None
    before = Before(row["as_of"], row["tier_then"], {one["item"]: one["asks"] for one in row["items_then"]})
    return change(before, listing.tier, items)


def warnings(listing: Listing, coverage: Iterable[Coverage]) -> list[dict[str, Any]]:
    """Sources that are old, and sources that never could show anything about the child."""
    covered = {row.source for row in coverage}
    found = []
    for source in listing.run.sources:
        through = _day(source.get("known_through", ""))
        days = (listing.run.as_of - through).days if through else None
        if source["source"] not in covered:
            found.append({"name": source["name"], "what": "never", "days": days, "through": through})
        elif days is not None and days > STALE:
            found.append({"name": source["name"], "what": "old", "days": days, "through": through})
    return found


def unseen(listing: Listing, today: date) -> dict[str, Any]:
    """How long ago somebody saw the child, as far as the data tell."""
    if listing.last_seen_on is None:
        return {"days": None, "on": None, "long": True}
    days = (today - listing.last_seen_on).days
    return {"days": days, "on": listing.last_seen_on, "long": days >= LONG_UNSEEN}


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
