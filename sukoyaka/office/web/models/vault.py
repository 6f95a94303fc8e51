"""Sealed identities: nothing in this table can be read without the vault's key."""

from django.db import models


class SealedIdentity(models.Model):
    """One row per person of the deliveries."""

    case = models.CharField(max_length=32, primary_key=True)
    key_id = models.CharField(max_length=8)
    box = models.BinaryField()
    as_of = models.DateField()  # the newest delivery wins
