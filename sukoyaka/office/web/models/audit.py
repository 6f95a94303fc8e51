"""The trace of every act and every look. Rows are written once; triggers forbid the rest.

No foreign keys: the audit never interferes with live data, and outlives it.
"""

from datetime import UTC
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models


class AuditEntry(models.Model):
    """Who looked at what, why, when, and how it ended."""

    at = models.DateTimeField()
    username = models.CharField(max_length=40)
    role = models.CharField(max_length=20)
    organisation = models.CharField(max_length=80)
    purpose = models.CharField(max_length=20)
    target = models.CharField(max_length=80)
    cases = ArrayField(models.CharField(max_length=32), default=list)  # whom it concerned, pseudonyms
    action = models.CharField(max_length=40)
    outcome = models.CharField(max_length=10)
    categories = ArrayField(models.CharField(max_length=20), default=list)  # kinds of information shown, never values
    detail = models.TextField(default="")  # the stated reason, or why it was refused
    request_id = models.CharField(max_length=32)
    address = models.CharField(max_length=45)

    class Meta:
        indexes: ClassVar = [
            GinIndex(fields=["cases"], name="audit_cases"),
            models.Index(fields=["action", "at"], name="audit_action_at"),
            models.Index(fields=["username", "at"], name="audit_username_at"),
        ]

    def content(self) -> dict[str, object]:
        """The row as the chain writes it down."""
        document = {field.attname: getattr(self, field.attname) for field in self._meta.concrete_fields}
        return document | {"at": self.at.astimezone(UTC).isoformat(timespec="microseconds")}


class AuditSeal(models.Model):
    """A place in the chain."""

    seq = models.BigIntegerField(primary_key=True)
    entry = models.BigIntegerField(unique=True)  # id of the entry; no foreign key
    hash = models.CharField(max_length=64)
