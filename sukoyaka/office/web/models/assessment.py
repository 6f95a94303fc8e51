"""Human assessments with what was kept of them, and what people say of a determination. Rules live in `casework`.

An approved assessment is written once: triggers of the database forbid the rest; later words are addenda.
"""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from sukoyaka.office.casework.assessment.sheet import LEVEL_LABELS, Level
from sukoyaka.office.casework.assessment.states import DECISION_LABELS, LABELS, AssessmentState
from sukoyaka.office.web.models.account import Account
from sukoyaka.office.web.models.cases import Case
from sukoyaka.office.web.models.findings import Run
from sukoyaka.records.feedback import Decision, Verdict

APPROVED = AssessmentState.APPROVED.value


class Assessment(models.Model):
    """One sheet filled in for one child."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT)
    run = models.ForeignKey(Run, on_delete=models.PROTECT)  # the determination that was looked at
    sheet = models.CharField(max_length=40)  # name and version, `emergency_v1`
    state = models.CharField(max_length=12, choices=[(s.value, words) for s, words in LABELS.items()], default=AssessmentState.DRAFT.value)
    revision = models.IntegerField(default=1)  # who saves says which one was read
    answers = models.JSONField(default=dict)
    level = models.CharField(max_length=12, default="", blank=True, choices=[(v.value, words) for v, words in LEVEL_LABELS.items()])
    why_level = models.TextField(default="", blank=True)
    decision = models.CharField(max_length=20, default="", blank=True, choices=[(d.value, words) for d, words in DECISION_LABELS.items()])
    summary = models.TextField(default="", blank=True)
    opened_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    saved_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    saved_at = models.DateTimeField()
    writers = ArrayField(models.CharField(max_length=40), default=list)  # usernames of everybody who wrote in it
    second_reader = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="+")
    second_read_at = models.DateTimeField(null=True)
    second_words = models.TextField(default="", blank=True)
    returned_words = models.TextField(default="", blank=True)  # why the chief sent it back
    approved_by = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="+")
    approved_at = models.DateTimeField(null=True)
    approved_on = models.DateField(null=True)  # the office's day
    snapshot = models.TextField(default="", blank=True)  # JSON as approved, byte for byte
    sha256 = models.CharField(max_length=64, default="", blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(state__in=[s.value for s in AssessmentState]), name="assessment_state_known"),
            models.CheckConstraint(condition=Q(level__in=["", *(v.value for v in Level)]), name="assessment_level_known"),
            models.CheckConstraint(condition=Q(decision__in=["", *(d.value for d in Decision)]), name="assessment_decision_known"),
            models.CheckConstraint(
                condition=Q(state=APPROVED, approved_by__isnull=False, approved_at__isnull=False, approved_on__isnull=False) & ~Q(sha256="")
                | ~Q(state=APPROVED) & Q(approved_by__isnull=True, approved_at__isnull=True, sha256=""),
                name="assessment_approved_whole",
            ),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True) | ~Q(approved_by=F("opened_by")) & ~Q(approved_by=F("saved_by")),
                name="assessment_approved_by_another",
            ),
            models.UniqueConstraint(
                fields=["case", "sheet"],
                condition=Q(state__in=[AssessmentState.DRAFT.value, AssessmentState.SUBMITTED.value]),
                name="assessment_one_open",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["case", "-opened_at"], name="assessment_of_case")]


class KeptCopy(models.Model):
    """What somebody wrote while somebody else saved first: kept word for word until it is used."""

    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="copies")
    by = models.ForeignKey(Account, on_delete=models.PROTECT)
    at = models.DateTimeField()
    read_revision = models.IntegerField()
    fields = models.JSONField()


class AssessmentAddendum(models.Model):
    """Words added after approval."""

    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="addenda")
    by = models.ForeignKey(Account, on_delete=models.PROTECT)
    at = models.DateTimeField()
    text = models.TextField()


class VerdictRow(models.Model):
    """What somebody who looked says of the determination. Rows are kept; the latest of a person counts."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT)
    run = models.ForeignKey(Run, on_delete=models.PROTECT)
    by = models.ForeignKey(Account, on_delete=models.PROTECT)
    at = models.DateTimeField()
    on = models.DateField()  # the office's day
    verdict = models.CharField(max_length=20)
    reason = models.CharField(max_length=30, default="", blank=True)  # category
    item = models.CharField(max_length=80, default="", blank=True)  # item of the criteria; empty: the whole
    words = models.TextField(default="", blank=True)  # stays in the office

    class Meta:
        db_table = "office_verdict"
        constraints: ClassVar = [models.CheckConstraint(condition=Q(verdict__in=[v.value for v in Verdict]), name="verdict_known")]
        indexes: ClassVar = [models.Index(fields=["case", "run", "-at"], name="verdict_of_case")]
