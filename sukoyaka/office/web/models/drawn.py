"""What is drawn of a child from one determination, kept so that it is drawn once.

Markup without a name and without a form. Triggers empty the table in the transaction of whatever changes a row behind it.
"""

from typing import ClassVar

from django.db import models

from sukoyaka.office.web.models.findings import OfRun


class Drawn(OfRun):
    """The drawn parts of a child's page for one way of reading them: language, month, rights, version of the software."""

    view = models.CharField(max_length=48)
    box = models.BinaryField()  # compressed

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["run", "case", "view"], name="drawn_once")]
