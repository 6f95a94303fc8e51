from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('office', '0002_audit_written_once'),
    ]

    operations = [
        migrations.AddField(
            model_name='run',
            name='districts',
            field=models.JSONField(default=list),
        ),
    ]
