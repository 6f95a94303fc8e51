"""The one place of the office that reads the clock; everything below is told the time.

`SUKOYAKA_ON` fixes the day of the office (a demonstration of 2024 stays in 2024); the audit keeps the real time.
"""

from datetime import date, datetime

from django.conf import settings
from django.utils import timezone


def now() -> datetime:
    """This moment, with its zone."""
    return timezone.now()


def today() -> date:
    """The day on which the office works."""
    fixed: date | None = settings.FIXED_DAY
    return fixed or timezone.localdate()
