"""A child's case in the office: where it stands, who looks after it, and granted looks at its name."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from sukoyaka.office.casework.purposes import REVEAL_LASTS, LookPurpose
from sukoyaka.office.casework.reidentify import Reveal
from sukoyaka.office.casework.states import LABELS, Status
from sukoyaka.office.web.models.account import Account

STATUSES = [(status.value, label) for status, label in LABELS.items()]


class Case(models.Model):
    """One row per child that was ever listed."""

    case = models.CharField(max_length=32, primary_key=True)
    status = models.CharField(max_length=20, choices=STATUSES, default=Status.NEW.value)
    assigned_to = models.ForeignKey(Account, null=True, on_delete=models.PROTECT)
    waiting_since = models.DateField()  # as-of day of the first determination that listed the child

    class Meta:
        constraints: ClassVar = [models.CheckConstraint(condition=Q(status__in=[s.value for s in Status]), name="case_status_known")]


class Move(models.Model):
    """A case went from one state to another: who, when, why."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT)
    before = models.CharField(max_length=20, choices=STATUSES)
    after = models.CharField(max_length=20, choices=STATUSES)
    by = models.ForeignKey(Account, on_delete=models.PROTECT)
    at = models.DateTimeField()
    on = models.DateField(null=True)  # the office's day, which a demonstration fixes; clocks and decisions count from it
    note = models.TextField(default="")


class RevealRow(models.Model):
    """A granted look at a name."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT)
    account = models.ForeignKey(Account, on_delete=models.PROTECT)
    session = models.CharField(max_length=64)
    purpose = models.CharField(max_length=20)
    reason = models.TextField()
    opened_at = models.DateTimeField()
    ends_at = models.DateTimeField()

    class Meta:
        db_table = "office_reveal"
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(ends_at__lte=F("opened_at") + REVEAL_LASTS), name="reveal_half_an_hour"),
            models.CheckConstraint(condition=Q(purpose__in=[p.value for p in LookPurpose]), name="reveal_purpose_known"),
        ]
        indexes: ClassVar = [models.Index(fields=["account", "case", "ends_at"], name="reveal_in_force")]

    def as_rule(self) -> Reveal:
        """The row as the rules know it."""
        username = self.account.username
        return Reveal(self.case_id, username, self.session, LookPurpose(self.purpose), self.reason, self.opened_at, self.ends_at)
