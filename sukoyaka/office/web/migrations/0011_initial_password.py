"""Until when a password holds that somebody else gave."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('office', '0010_referrals'),
    ]

    operations = [
        migrations.AddField(
            model_name='account',
            name='initial_until',
            field=models.DateTimeField(null=True),
        ),
    ]
