"""The one Django application of the office."""

from django.apps import AppConfig


class OfficeConfig(AppConfig):
    """Label `office`: its tables are named `office_…`."""

    name = "sukoyaka.office.web"
    label = "office"
    verbose_name = "office"
