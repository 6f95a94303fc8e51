"""The support plan of a case, what was tried to reach the family, reviews, and who had the case when.

`once` is the number of the form: sending it twice makes one row.
"""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from sukoyaka.office.casework import closing, outreach
from sukoyaka.office.web.models.account import Account
from sukoyaka.office.web.models.cases import Case, Move


class Written(models.Model):
    """A row that somebody wrote about a case."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT)
    by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    once = models.CharField(max_length=32, unique=True)

    class Meta:
        abstract = True


class Goal(Written):
    """What is hoped for."""

    text = models.TextField()
    reached_on = models.DateField(null=True)
    version = models.IntegerField(default=0)


class PlanAct(Written):
    """Who does what, until when. `account` is empty where another organisation does it."""

    goal = models.ForeignKey(Goal, null=True, on_delete=models.PROTECT)
    what = models.TextField()
    organisation = models.CharField(max_length=80)
    person = models.CharField(max_length=80)
    account = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="+")
    due = models.DateField()
    done_on = models.DateField(null=True)
    done_by = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="+")
    result = models.TextField(default="")
    version = models.IntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(done_on=None, done_by=None) | Q(done_on__isnull=False, done_by__isnull=False), name="act_done_by"
            )
        ]
        indexes: ClassVar = [models.Index(fields=["due"], condition=Q(done_on=None), name="act_due")]


class Outreach(Written):
    """One attempt to reach the family."""

    channel = models.CharField(max_length=10, choices=[(c.value, c.label) for c in outreach.Channel])
    attempted_on = models.DateField()
    reached = models.BooleanField()
    reaction = models.CharField(max_length=10, default="", blank=True)
    refusal = models.CharField(max_length=12, default="", blank=True)
    child_seen = models.BooleanField()
    seen_by = models.CharField(max_length=80, default="", blank=True)
    note = models.TextField(default="", blank=True)
    next_step = models.TextField(default="", blank=True)
    next_due = models.DateField(null=True)
    next_done_on = models.DateField(null=True)
    version = models.IntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(channel__in=[c.value for c in outreach.Channel]), name="outreach_channel_known"),
            models.CheckConstraint(condition=Q(child_seen=False) | ~Q(seen_by=""), name="outreach_seen_by_somebody"),
            models.CheckConstraint(condition=Q(next_step="", next_due=None) | Q(next_due__isnull=False), name="outreach_next_step_due"),
        ]
        indexes: ClassVar = [models.Index(fields=["next_due"], condition=Q(next_due__isnull=False, next_done_on=None), name="outreach_due")]

    @property
    def reaction_label(self) -> str:
        """How the family took it, in the word of the screens."""
        return outreach.Reaction(self.reaction).label if self.reaction else ""

    @property
    def refusal_label(self) -> str:
        """Why it declined, in the word of the screens."""
        return outreach.RefusalReason(self.refusal).label if self.refusal else ""


class Review(Written):
    """An open case was gone through."""

    reviewed_on = models.DateField()
    note = models.TextField()


class HandOver(Written):
    """A case went from one person to another; from nobody where it had none."""

    before = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="+")
    after = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    note = models.TextField(default="", blank=True)

    class Meta:
        constraints: ClassVar = [models.CheckConstraint(condition=Q(before=None) | ~Q(before=F("after")), name="handover_to_another")]


class Closing(models.Model):
    """Why a move closed a case, as a category."""

    move = models.OneToOneField(Move, on_delete=models.PROTECT)
    reason = models.CharField(max_length=20, choices=[(r.value, r.label) for r in closing.CloseReason])

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(reason__in=[r.value for r in closing.CloseReason]), name="closing_known")
        ]


class SavedView(models.Model):
    """A question to a worklist that somebody keeps under a name."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE)
    name = models.CharField(max_length=40)
    tier = models.CharField(max_length=20)
    query = models.CharField(max_length=200, default="", blank=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["account", "tier", "name"], name="view_once")]
