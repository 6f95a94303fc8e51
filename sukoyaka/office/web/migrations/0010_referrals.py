"""Cases that somebody's word opened, names entered by hand, and which of them are one child."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('office', '0009_renewed_cases'),
    ]

    operations = [
        migrations.CreateModel(
            name='EnteredIdentity',
            fields=[
                ('case', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='entered', serialize=False, to='office.case')),
                ('at', models.DateTimeField()),
                ('possible', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=32), default=list, size=None)),
            ],
        ),
        migrations.CreateModel(
            name='Joined',
            fields=[
                ('entered', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='joined', serialize=False, to='office.case')),
                ('at', models.DateTimeField()),
                ('reason', models.TextField()),
            ],
        ),
        migrations.CreateModel(
            name='Referral',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('once', models.CharField(max_length=32, unique=True)),
                ('way', models.CharField(choices=[('report', '通告'), ('consultation', '相談'), ('notice', 'ほかの機関からの連絡')], max_length=12)),
                ('received_on', models.DateField()),
                ('teller', models.CharField(choices=[('family', '本人・家族'), ('relative', '親族'), ('neighbour', '近隣・知人'), ('nursery', '保育所・幼稚園など'), ('school', 'きょうだいの学校'), ('medical', '医療機関'), ('health', '保健センター'), ('police', '警察'), ('guidance', '児童相談所'), ('welfare', '福祉事務所・民生児童委員'), ('municipality', 'ほかの市区町村'), ('other', 'その他')], max_length=12)),
                ('who', models.TextField(blank=True, default='')),
                ('what', models.TextField()),
                ('on', models.DateField()),
                ('unlisted', models.BooleanField()),
            ],
        ),
        migrations.RemoveConstraint(
            model_name='closing',
            name='closing_known',
        ),
        migrations.RemoveConstraint(
            model_name='revealrow',
            name='reveal_purpose_known',
        ),
        migrations.AddField(
            model_name='run',
            name='intake',
            field=models.BooleanField(default=False),
        ),
        migrations.AlterField(
            model_name='alert',
            name='change',
            field=models.CharField(choices=[('left_list', 'この判定では一覧にない。安全を意味しない'), ('came_back', 'ふたたび一覧に載った'), ('raised', '「支援必要」の一覧に移った'), ('moved', '住所・世帯の異動があった'), ('concern', '新しい懸念の記録がある'), ('missed', '健診・予防接種の未受診が新たに理由となった'), ('new_reason', '新しい理由が加わった'), ('now_known', 'わからなかった項目がわかった'), ('error_answered', 'データ誤りの報告に回答があった'), ('now_listed', '判定の一覧に載り、データが届いた'), ('referred', '通告・相談を受け付けた')], max_length=20),
        ),
        migrations.AlterField(
            model_name='closing',
            name='reason',
            field=models.CharField(choices=[('no_need', '支援の必要がないと確認した'), ('support_done', '支援を終えた'), ('handed_on', 'ほかの機関に引き継いだ'), ('moved_away', '市外へ転出した'), ('school_age', '対象の年齢を過ぎた'), ('data_wrong', 'データの誤りだった'), ('joined', '同じこどものケースに結びつけた')], max_length=20),
        ),
        migrations.AddConstraint(
            model_name='closing',
            constraint=models.CheckConstraint(condition=models.Q(('reason__in', ['no_need', 'support_done', 'handed_on', 'moved_away', 'school_age', 'data_wrong', 'joined'])), name='closing_known'),
        ),
        migrations.AddConstraint(
            model_name='revealrow',
            constraint=models.CheckConstraint(condition=models.Q(('purpose__in', ['meeting', 'assessment', 'support', 'watching', 'emergency', 'intake', 'data_quality', 'audit', 'disclosure'])), name='reveal_purpose_known'),
        ),
        migrations.AddConstraint(
            model_name='run',
            constraint=models.CheckConstraint(condition=models.Q(('current', True), ('intake', True), _negated=True), name='run_intake_never_current'),
        ),
        migrations.AddField(
            model_name='enteredidentity',
            name='by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='joined',
            name='by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='joined',
            name='delivered',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='joins', to='office.case'),
        ),
        migrations.AddField(
            model_name='referral',
            name='by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='referral',
            name='case',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='office.case'),
        ),
        migrations.AddConstraint(
            model_name='joined',
            constraint=models.CheckConstraint(condition=models.Q(('entered', models.F('delivered')), _negated=True), name='joined_two_cases'),
        ),
        migrations.AddIndex(
            model_name='referral',
            index=models.Index(fields=['case', 'received_on'], name='referral_of_case'),
        ),
        migrations.AddConstraint(
            model_name='referral',
            constraint=models.CheckConstraint(condition=models.Q(('received_on__lte', models.F('on'))), name='referral_received_before'),
        ),
    ]
