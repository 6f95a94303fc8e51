"""A child's page asks for its listings whatever the determination: an index answers."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("office", "0005_assessment_meeting")]
    operations = [
        migrations.AddIndex("listing", models.Index(fields=["case"], name="listing_of_case")),
    ]
