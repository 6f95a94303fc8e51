"""How firm a child's place on its list is, in words, and which datum would make it firmer."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('office', '0011_initial_password'),
    ]

    operations = [
        migrations.AddField(model_name='listing', name='firmness', field=models.CharField(max_length=10, null=True)),
        migrations.AddField(model_name='listing', name='settled_by', field=models.TextField(null=True)),
    ]
