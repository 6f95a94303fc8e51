"""What a child's page tells of words about the child: referrals, and the other case where a person joined two."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db.models import F, OuterRef, Q, QuerySet
from django.db.models.functions import JSONObject

from sukoyaka.office.casework.purposes import REASON_LENGTH
from sukoyaka.office.casework.referral import TELLER_LABELS, WAY_LABELS, Teller, Way
from sukoyaka.office.web.models import EnteredIdentity, Joined, Parted, Referral
from sukoyaka.records.ids import CaseId


def told_beside() -> dict[str, QuerySet[Any]]:
    """For the query of a child's page, as JSON: referrals (of joined cases too), how the name came, joined cases."""
    about = Q(case=OuterRef("case_id")) | Q(case__joined__delivered=OuterRef("case_id"))
    told = JSONObject(way="way", on="received_on", teller="teller", who="who", what="what", by=F("by__name"))
    entered = EnteredIdentity.objects.filter(case=OuterRef("case_id"))
    joined = Joined.objects.filter(delivered=OuterRef("case_id")).order_by("entered")
    parted = Parted.objects.filter(Q(entered=OuterRef("case_id")) | Q(delivered=OuterRef("case_id"))).order_by("-at")
    was = JSONObject(entered="entered_id", delivered="delivered_id", on="on", by=F("by__name"), reason="reason")
    return {
        "referrals": Referral.objects.filter(about).order_by("-received_on", "-pk").values(told=told),
        "entered_rows": entered.values(told=JSONObject(possible="possible", joined_to=F("case__joined__delivered"))),
        "joined_rows": joined.values_list("entered", flat=True),
        "parted_rows": parted.values(told=was),
    }


def on_child(listing: Any) -> dict[str, Any]:
    """What the page shows of it."""
    entered = listing.entered_rows[0] if listing.entered_rows else {}
    other = entered.get("joined_to")
    return {
        "referrals": [in_words(row) for row in listing.referrals],
        "entered_by_hand": bool(listing.entered_rows),
        "possible": bool(entered.get("possible")),
        "joined_to": other,
        "joined_id": CaseId(other).short if other else "",
        "joined_from": [(one, CaseId(one).short) for one in listing.joined_rows],
        "parted": [_parted(row, listing.case_id) for row in listing.parted_rows],
        "shortest": REASON_LENGTH,
    }


def _parted(row: Mapping[str, str], case: str) -> dict[str, Any]:
    """A join that was taken back, as the page of either case tells it: the other case, when, who, why."""
    other = row["delivered"] if row["entered"] == case else row["entered"]
    return dict(row) | {"other": other, "id": CaseId(other).short, "on": date.fromisoformat(row["on"])}


def in_words(row: Mapping[str, str]) -> dict[str, Any]:
    """A referral with the words of its choices."""
    said = {"way": WAY_LABELS[Way(row["way"])], "teller": TELLER_LABELS[Teller(row["teller"])]}
    return dict(row) | said | {"on": date.fromisoformat(row["on"])}
