"""Joins of two cases that were taken back."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

PROTECT = django.db.models.deletion.PROTECT


class Migration(migrations.Migration):

    dependencies = [("office", "0013_drawn")]

    operations = [
        migrations.CreateModel(
            name="Parted",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("joined_at", models.DateTimeField()),
                ("joined_reason", models.TextField()),
                ("at", models.DateTimeField()),
                ("on", models.DateField()),
                ("reason", models.TextField()),
                ("by", models.ForeignKey(on_delete=PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                ("delivered", models.ForeignKey(on_delete=PROTECT, related_name="+", to="office.case")),
                ("entered", models.ForeignKey(on_delete=PROTECT, related_name="parted", to="office.case")),
                ("joined_by", models.ForeignKey(on_delete=PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
            ],
        ),
    ]
