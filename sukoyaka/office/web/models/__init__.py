"""The tables of the office, a file per subject. Rules live in `casework`, not here."""

from sukoyaka.office.web.models.account import Account
from sukoyaka.office.web.models.audit import AuditEntry, AuditSeal
from sukoyaka.office.web.models.cases import Case, Move, RevealRow
from sukoyaka.office.web.models.feedback import Alert, DataError, SentFeedback, WishedData
from sukoyaka.office.web.models.findings import Coverage, LifeFact, Listing, Member, Reason, Run, Unknown
from sukoyaka.office.web.models.intake import Parcel
from sukoyaka.office.web.models.plan import Closing, Goal, HandOver, Outreach, PlanAct, Review, SavedView
from sukoyaka.office.web.models.vault import SealedIdentity

__all__ = [
    "Account",
    "Alert",
    "AuditEntry",
    "AuditSeal",
    "Case",
    "Closing",
    "Coverage",
    "DataError",
    "Goal",
    "HandOver",
    "LifeFact",
    "Listing",
    "Member",
    "Move",
    "Outreach",
    "Parcel",
    "PlanAct",
    "Reason",
    "RevealRow",
    "Review",
    "Run",
    "SavedView",
    "SealedIdentity",
    "SentFeedback",
    "Unknown",
    "WishedData",
]
