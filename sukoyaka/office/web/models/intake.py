"""What was received: every parcel once."""

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
