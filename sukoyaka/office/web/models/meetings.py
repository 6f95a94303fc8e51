"""Policy review meetings: when, who, which children in which order, what was decided, who does what by when.

Minutes that are approved are written once: triggers of the database forbid the rest; later words are addenda.
"""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from sukoyaka.office.casework.assessment.states import DECISION_LABELS
from sukoyaka.office.casework.meeting.states import LABELS, MeetingState
from sukoyaka.office.web.models.account import Account
from sukoyaka.office.web.models.assessment import Assessment
from sukoyaka.office.web.models.cases import Case
from sukoyaka.office.web.models.findings import Run
from sukoyaka.records.feedback import Decision

APPROVED = MeetingState.APPROVED.value


class Meeting(models.Model):
    """One meeting."""

    on = models.DateField()
    starts = models.TimeField()
    place = models.CharField(max_length=80)
    chair = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=12, choices=[(s.value, words) for s, words in LABELS.items()], default=MeetingState.PLANNED.value)
    made_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    form = models.CharField(max_length=32, unique=True)  # of the form that made it: a second click finds the first meeting
    writers = ArrayField(models.CharField(max_length=40), default=list)  # usernames of everybody who wrote in the minutes
    confirmed_at = models.DateTimeField(null=True)  # attendance and confidentiality
    confirmed_by = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="+")
    approved_by = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="+")
    approved_at = models.DateTimeField(null=True)
    approved_on = models.DateField(null=True)  # the office's day
    why_cancelled = models.TextField(default="", blank=True)
    snapshot = models.TextField(default="", blank=True)  # JSON as approved, byte for byte
    sha256 = models.CharField(max_length=64, default="", blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(state__in=[s.value for s in MeetingState]), name="meeting_state_known"),
            models.CheckConstraint(
                condition=Q(state=APPROVED, approved_by=F("chair"), approved_at__isnull=False, approved_on__isnull=False) & ~Q(sha256="")
                | ~Q(state=APPROVED) & Q(approved_by__isnull=True, approved_at__isnull=True, sha256=""),
                name="meeting_approved_by_chair",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_at__isnull=True, confirmed_by__isnull=True)
                | Q(confirmed_at__isnull=False, confirmed_by__isnull=False),
                name="meeting_confirmed_whole",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["on", "starts"], name="meeting_calendar")]


class MeetingMember(models.Model):
    """Somebody who takes part; not everybody has an account."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="members")
    name = models.CharField(max_length=80)
    organisation = models.CharField(max_length=80)
    present = models.BooleanField(null=True)
    confidential = models.BooleanField(default=False)  # promised in this meeting, as the law asks of every member

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["meeting", "name", "organisation"], name="meeting_member_once")]


class MeetingItem(models.Model):
    """A child on the agenda, with the five blocks that the minutes must settle."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="items")
    case = models.ForeignKey(Case, on_delete=models.PROTECT)
    run = models.ForeignKey(Run, on_delete=models.PROTECT)  # the determination on the table
    assessment = models.ForeignKey(Assessment, null=True, on_delete=models.PROTECT)  # the approved one on the table
    position = models.IntegerField()
    minutes = models.IntegerField(default=15)
    revision = models.IntegerField(default=1)
    situation = models.TextField(default="", blank=True)  # 状況・問題点
    progress = models.TextField(default="", blank=True)  # 経過と評価・新情報
    policy = models.TextField(default="", blank=True)  # 援助方針（役割分担は MeetingRole）
    lead_organisation = models.CharField(max_length=80, default="", blank=True)  # 主担当機関
    lead_person = models.CharField(max_length=80, default="", blank=True)  # 主たる援助者
    plan = models.TextField(default="", blank=True)  # 支援計画
    decision = models.CharField(max_length=20, default="", blank=True, choices=[(d.value, words) for d, words in DECISION_LABELS.items()])
    decided_on = models.DateField(null=True)  # day of the meeting, set when the minutes are approved
    next_review_on = models.DateField(null=True)
    dissent = models.TextField(default="", blank=True)
    notes = models.TextField(default="", blank=True)  # of the live screen; not part of the minutes
    happened = models.TextField(default="", blank=True)  # what became of the child between agenda and approval

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["meeting", "case"], name="meeting_child_once"),
            models.CheckConstraint(condition=Q(decision__in=["", *(d.value for d in Decision)]), name="meeting_decision_known"),
            models.CheckConstraint(condition=Q(minutes__gte=1, minutes__lte=240), name="meeting_minutes_sensible"),
        ]
        indexes: ClassVar = [models.Index(fields=["case", "decided_on"], name="meeting_decisions")]


class MeetingRole(models.Model):
    """Who does what by when: tasks follow from these rows."""

    item = models.ForeignKey(MeetingItem, on_delete=models.PROTECT, related_name="roles")
    position = models.IntegerField()
    organisation = models.CharField(max_length=80)
    act = models.CharField(max_length=200)
    due = models.DateField(null=True)  # set in every approved row

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["item", "position"], name="meeting_role_place")]
        indexes: ClassVar = [models.Index(fields=["due"], name="meeting_role_due")]


class KeptMinutes(models.Model):
    """What somebody wrote while somebody else saved first: kept word for word."""

    item = models.ForeignKey(MeetingItem, on_delete=models.PROTECT, related_name="copies")
    by = models.ForeignKey(Account, on_delete=models.PROTECT)
    at = models.DateTimeField()
    read_revision = models.IntegerField()
    fields = models.JSONField()


class MinutesAddendum(models.Model):
    """Words added after approval."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="addenda")
    case = models.ForeignKey(Case, null=True, on_delete=models.PROTECT)
    by = models.ForeignKey(Account, on_delete=models.PROTECT)
    at = models.DateTimeField()
    text = models.TextField()
