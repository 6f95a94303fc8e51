"""The register of meeting packets: ordered, made, printed for whom, given back, destroyed.

A packet without names is made by a job and kept until its copies are given back; one with names is never kept.
"""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from sukoyaka.office.web.models.account import Account
from sukoyaka.office.web.models.meetings import Meeting, MeetingMember

STATES = ("queued", "making", "made", "failed")


class Packet(models.Model):
    """The papers of a meeting, as ordered once."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="packets")
    form = models.CharField(max_length=32, unique=True)  # of the form that ordered it: a second click finds the first order
    ordered_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    ordered_at = models.DateTimeField()
    return_by = models.DateField()
    named = models.BooleanField(default=False)  # with names, by a recorded act
    state = models.CharField(max_length=10, default="queued")
    made_at = models.DateTimeField(null=True)
    why_failed = models.CharField(max_length=200, default="", blank=True)
    children = models.IntegerField(default=0)
    seconds = models.FloatField(null=True)

    class Meta:
        constraints: ClassVar = [models.CheckConstraint(condition=Q(state__in=STATES), name="packet_state_known")]


class PacketCopy(models.Model):
    """One numbered copy for one recipient."""

    packet = models.ForeignKey(Packet, on_delete=models.PROTECT, related_name="copies")
    number = models.CharField(max_length=20, unique=True)
    member = models.ForeignKey(MeetingMember, on_delete=models.PROTECT, related_name="+")
    pdf = models.BinaryField(null=True)  # emptied when the copy is destroyed; never filled for one with names
    pages = models.IntegerField(default=0)
    sha256 = models.CharField(max_length=64, default="", blank=True)
    printed_at = models.DateTimeField(null=True)
    returned_on = models.DateField(null=True)
    destroyed_on = models.DateField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(destroyed_on__isnull=True) | Q(pdf__isnull=True),
                name="packet_destroyed_is_gone",
            ),
        ]
