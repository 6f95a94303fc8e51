"""The tables of the office, a file per subject. Rules live in `casework`, not here."""

from sukoyaka.office.web.models.account import Account
from sukoyaka.office.web.models.assessment import Assessment, AssessmentAddendum, KeptCopy, VerdictRow
from sukoyaka.office.web.models.audit import AuditEntry, AuditSeal
from sukoyaka.office.web.models.cases import Case, Move, RevealRow
from sukoyaka.office.web.models.drawn import Drawn
from sukoyaka.office.web.models.feedback import Alert, DataError, SentFeedback, WishedData
from sukoyaka.office.web.models.findings import Coverage, LifeFact, Listing, Member, Reason, Run, Unknown
from sukoyaka.office.web.models.intake import Parcel, RenewedCase
from sukoyaka.office.web.models.meetings import KeptMinutes, Meeting, MeetingItem, MeetingMember, MeetingRole, MinutesAddendum
from sukoyaka.office.web.models.packets import Packet, PacketCopy
from sukoyaka.office.web.models.plan import Closing, Goal, HandOver, Outreach, PlanAct, Review, SavedView
from sukoyaka.office.web.models.referrals import EnteredIdentity, Joined, Parted, Referral
from sukoyaka.office.web.models.second_factor import SecondFactor
from sukoyaka.office.web.models.vault import SealedIdentity

__all__ = [
    "Account",
    "Alert",
    "Assessment",
    "AssessmentAddendum",
    "AuditEntry",
    "AuditSeal",
    "Case",
    "Closing",
    "Coverage",
    "DataError",
    "Drawn",
    "EnteredIdentity",
    "Goal",
    "HandOver",
    "Joined",
    "KeptCopy",
    "KeptMinutes",
    "LifeFact",
    "Listing",
    "Meeting",
    "MeetingItem",
    "MeetingMember",
    "MeetingRole",
    "Member",
    "MinutesAddendum",
    "Move",
    "Outreach",
    "Packet",
    "PacketCopy",
    "Parcel",
    "Parted",
    "PlanAct",
    "Reason",
    "Referral",
    "RenewedCase",
    "RevealRow",
    "Review",
    "Run",
    "SavedView",
    "SealedIdentity",
    "SecondFactor",
    "SentFeedback",
    "Unknown",
    "VerdictRow",
    "WishedData",
]
