"""A case may stand at 支援中."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('office', '0007_second_factor'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='case',
            name='case_status_known',
        ),
        migrations.AlterField(
            model_name='case',
            name='status',
            field=models.CharField(choices=[('new', '未着手'), ('looking', '確認中'), ('to_meeting', '検討会へ'), ('supporting', '支援中'), ('watching', '見守り'), ('closed', '終結')], default='new', max_length=20),
        ),
        migrations.AlterField(
            model_name='move',
            name='after',
            field=models.CharField(choices=[('new', '未着手'), ('looking', '確認中'), ('to_meeting', '検討会へ'), ('supporting', '支援中'), ('watching', '見守り'), ('closed', '終結')], max_length=20),
        ),
        migrations.AlterField(
            model_name='move',
            name='before',
            field=models.CharField(choices=[('new', '未着手'), ('looking', '確認中'), ('to_meeting', '検討会へ'), ('supporting', '支援中'), ('watching', '見守り'), ('closed', '終結')], max_length=20),
        ),
        migrations.AddConstraint(
            model_name='case',
            constraint=models.CheckConstraint(condition=models.Q(('status__in', ['new', 'looking', 'to_meeting', 'supporting', 'watching', 'closed'])), name='case_status_known'),
        ),
    ]
