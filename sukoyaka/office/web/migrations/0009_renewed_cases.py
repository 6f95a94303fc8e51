"""The key of each parcel's pseudonyms, and who is meant by a pseudonym of a later key."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('office', '0008_supporting'),
    ]

    operations = [
        migrations.AddField(
            model_name='parcel',
            name='key_id',
            field=models.CharField(default='', max_length=16),
        ),
        migrations.CreateModel(
            name='RenewedCase',
            fields=[
                ('now', models.CharField(max_length=32, primary_key=True, serialize=False)),
                ('case', models.CharField(max_length=32)),
                ('key_id', models.CharField(max_length=16)),
            ],
        ),
    ]
