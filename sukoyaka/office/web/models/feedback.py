"""What goes back: alerts to whoever follows a child, reported errors, wished-for data, and the parcels that were sealed."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from sukoyaka.office.casework.alerts import Change
from sukoyaka.office.casework.errors_in_data import State, Wrong
from sukoyaka.office.web.models.account import Account
from sukoyaka.office.web.models.cases import Case
from sukoyaka.office.web.models.findings import Run
from sukoyaka.office.web.models.plan import Written


class Alert(models.Model):
    """Something changed about a followed child. `account` is empty where nobody had the case: then the chief's."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT)
    run = models.ForeignKey(Run, on_delete=models.PROTECT)
    change = models.CharField(max_length=20, choices=[(c.value, c.label) for c in Change])
    details = models.JSONField(default=list)  # what, and when it happened
    account = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    acknowledged_at = models.DateTimeField(null=True)
    acknowledged_by = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="+")
    note = models.TextField(default="", blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(acknowledged_at=None, acknowledged_by=None) | Q(acknowledged_at__isnull=False, acknowledged_by__isnull=False),
                name="alert_acknowledged_by",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["account"], condition=Q(acknowledged_at=None), name="alert_waiting")]


class DataError(Written):
    """A reported error, routed to the holder of its source."""

    source = models.CharField(max_length=80)
    source_name = models.CharField(max_length=80)
    holder = models.CharField(max_length=80)
    code = models.CharField(max_length=120, null=True)
    label = models.TextField(default="", blank=True)  # the fact in words of the register
    happened_on = models.DateField(null=True)
    wrong = models.CharField(max_length=20, choices=[(w.value, w.label) for w in Wrong])
    note = models.TextField(default="", blank=True)  # the reporter's; never shown to the holder
    reported_on = models.DateField()
    due = models.DateField()
    state = models.CharField(max_length=10, choices=[(s.value, s.label) for s in State], default=State.OPEN.value)
    answered_on = models.DateField(null=True)
    answered_by = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="+")
    answer = models.TextField(default="", blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(state=State.OPEN.value, answered_on=None) | (~Q(state=State.OPEN.value) & Q(answered_on__isnull=False)),
                name="error_answered_on",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["holder", "state", "due"], name="error_desk")]


class WishedData(models.Model):
    """A datum that would have helped with a child."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT)
    source = models.CharField(max_length=80)
    item = models.CharField(max_length=80)
    by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    asked_on = models.DateField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["case", "source", "item"], name="wish_once_a_child")]


class SentFeedback(models.Model):
    """A feedback parcel that was sealed. The same contents keep their number and their name."""

    sequence = models.IntegerField(primary_key=True)
    parcel = models.CharField(max_length=32)
    digest = models.CharField(max_length=64, unique=True)
    as_of = models.DateField()
    counts = models.JSONField()
