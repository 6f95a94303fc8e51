"""The second factor of an account: a sealed secret, the last code that was used, hashes of recovery codes."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from sukoyaka.office.web.models.account import Account


class SecondFactor(models.Model):
    """One row per account that has begun to enrol; the secret cannot be read without the office's key file."""

    account = models.OneToOneField(Account, primary_key=True, on_delete=models.CASCADE)
    box = models.BinaryField()
    confirmed_at = models.DateTimeField(null=True)  # nothing until the first right code
    last_step = models.BigIntegerField(default=0)  # of time: a code holds once
    recovery = ArrayField(models.CharField(max_length=64), default=list)  # SHA-256 of codes not yet used
