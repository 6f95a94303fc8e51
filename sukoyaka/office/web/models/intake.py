"""What was received: every parcel once; and who is meant by a pseudonym of a later key."""

from django.db import models


class Parcel(models.Model):
    """An accepted parcel. Its name is derived from its contents, so the same contents cannot come twice."""

    parcel = models.CharField(max_length=32, primary_key=True)
    kind = models.CharField(max_length=20)
    sender = models.CharField(max_length=20)
    sequence = models.IntegerField()
    manifest_sha256 = models.CharField(max_length=64)
    register_version = models.CharField(max_length=32)
    received_on = models.DateField()
    counts = models.JSONField()
    key_id = models.CharField(max_length=16, default="")  # of the terminal's pseudonyms inside; empty where none are


class RenewedCase(models.Model):
    """A pseudonym of a later key, and the case that the office has always known under an earlier one."""

    now = models.CharField(max_length=32, primary_key=True)
    case = models.CharField(max_length=32)
    key_id = models.CharField(max_length=16)
