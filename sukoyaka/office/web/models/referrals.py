"""Cases that somebody's word opened: what was told, identities entered by hand, and which of them are one child."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models

from sukoyaka.office.casework.referral import Teller, Way
from sukoyaka.office.web.models.account import Account
from sukoyaka.office.web.models.cases import Case
from sukoyaka.office.web.models.plan import Written


class Referral(Written):
    """Somebody told the office about a child."""

    way = models.CharField(max_length=12, choices=[(w.value, w.label) for w in Way])
    received_on = models.DateField()
    teller = models.CharField(max_length=12, choices=[(t.value, t.label) for t in Teller])
    who = models.TextField(default="", blank=True)  # who exactly: for the child's page alone
    what = models.TextField()
    on = models.DateField()  # the office's day of opening
    unlisted = models.BooleanField()  # no list in force named the child on that day: what the determination missed

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(received_on__lte=models.F("on")), name="referral_received_before"),
        ]
        indexes: ClassVar = [models.Index(fields=["case", "received_on"], name="referral_of_case")]


class EnteredIdentity(models.Model):
    """A case whose name was entered by hand. `possible` are cases of a delivery that may be the same child."""

    case = models.OneToOneField(Case, primary_key=True, on_delete=models.PROTECT, related_name="entered")
    by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    possible = ArrayField(models.CharField(max_length=32), default=list)


class Joined(models.Model):
    """A person found that a case entered by hand and a case of a delivery are one child. Both stay."""

    entered = models.OneToOneField(Case, primary_key=True, on_delete=models.PROTECT, related_name="joined")
    delivered = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="joins")
    by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    reason = models.TextField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=~models.Q(entered=models.F("delivered")), name="joined_two_cases"),
        ]


class Parted(models.Model):
    """A join that was taken back: who had said that the two are one child, and who found that they are not."""

    entered = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="parted")
    delivered = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    joined_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    joined_at = models.DateTimeField()
    joined_reason = models.TextField()
    by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    on = models.DateField()  # the office's day
    reason = models.TextField()
