"""The one Django application of the office."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class OfficeConfig(AppConfig):
    """Label `office`: its tables are named `office_…`."""

    name = "sukoyaka.office.web"
    label = "office"
    verbose_name = "office"

    def ready(self) -> None:
        """After a migration the database is told again what each role may do: new tables have come."""
        from sukoyaka.office.web import roles

        post_migrate.connect(roles.prepare, sender=self, dispatch_uid="office_roles")
