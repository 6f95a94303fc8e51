"""Assessments, verdicts, meetings with their minutes, packets; what is approved is written once."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


# What is approved is written once: the database itself refuses to change or delete it.
FUNCTIONS = """
CREATE FUNCTION office_approved_is_written_once() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'what is approved is written once: % on % is refused', TG_OP, TG_TABLE_NAME;
END $$;
CREATE FUNCTION office_approved_minutes() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE old_meeting bigint; new_meeting bigint;
BEGIN
    IF TG_OP <> 'INSERT' THEN
        IF TG_TABLE_NAME = 'office_meetingrole' THEN
            SELECT meeting_id INTO old_meeting FROM office_meetingitem WHERE id = OLD.item_id;
        ELSE
            old_meeting := OLD.meeting_id;
        END IF;
    END IF;
    IF TG_OP <> 'DELETE' THEN
        IF TG_TABLE_NAME = 'office_meetingrole' THEN
            SELECT meeting_id INTO new_meeting FROM office_meetingitem WHERE id = NEW.item_id;
        ELSE
            new_meeting := NEW.meeting_id;
        END IF;
    END IF;
    IF EXISTS (SELECT 1 FROM office_meeting WHERE id IN (old_meeting, new_meeting) AND state = 'approved') THEN
        RAISE EXCEPTION 'what is approved is written once: % on % is refused', TG_OP, TG_TABLE_NAME;
    END IF;
    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
    RETURN NEW;
END $$;
"""
UNDO_FUNCTIONS = "DROP FUNCTION office_approved_is_written_once(); DROP FUNCTION office_approved_minutes();"
ONCE = """
CREATE TRIGGER approved_once BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW WHEN (OLD.state = 'approved')
    EXECUTE FUNCTION office_approved_is_written_once();
"""
PARTS = """
CREATE TRIGGER approved_once BEFORE INSERT OR UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION office_approved_minutes();
"""
KEPT = """
CREATE TRIGGER written_once BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION office_approved_is_written_once();
"""
TRIGGERS = {
    ONCE: ("office_assessment", "office_meeting"),
    PARTS: ("office_meetingitem", "office_meetingmember", "office_meetingrole"),
    KEPT: ("office_assessmentaddendum", "office_minutesaddendum", "office_verdict"),
}


class Migration(migrations.Migration):

    dependencies = [
        ('office', '0004_plan_followup'),
    ]

    operations = [
        migrations.CreateModel(
            name='Assessment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sheet', models.CharField(max_length=40)),
                ('state', models.CharField(choices=[('draft', '下書き'), ('submitted', '承認待ち'), ('approved', '承認済み'), ('withdrawn', '取りやめ')], default='draft', max_length=12)),
                ('revision', models.IntegerField(default=1)),
                ('answers', models.JSONField(default=dict)),
                ('level', models.CharField(blank=True, choices=[('concern', '虐待の危惧あり'), ('mild', '軽度'), ('moderate', '中度'), ('grave', '重度'), ('gravest', '最重度')], default='', max_length=12)),
                ('why_level', models.TextField(blank=True, default='')),
                ('decision', models.CharField(blank=True, choices=[('support', '支援必要'), ('watch', '見守り'), ('none', '対応不要'), ('more_information', '追加情報')], default='', max_length=20)),
                ('summary', models.TextField(blank=True, default='')),
                ('opened_at', models.DateTimeField()),
                ('saved_at', models.DateTimeField()),
                ('writers', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=40), default=list, size=None)),
                ('second_read_at', models.DateTimeField(null=True)),
                ('second_words', models.TextField(blank=True, default='')),
                ('returned_words', models.TextField(blank=True, default='')),
                ('approved_at', models.DateTimeField(null=True)),
                ('approved_on', models.DateField(null=True)),
                ('snapshot', models.TextField(blank=True, default='')),
                ('sha256', models.CharField(blank=True, default='', max_length=64)),
                ('approved_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='office.case')),
                ('opened_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('run', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='office.run')),
                ('saved_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('second_reader', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='AssessmentAddendum',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('text', models.TextField()),
                ('assessment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='addenda', to='office.assessment')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='KeptCopy',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('read_revision', models.IntegerField()),
                ('fields', models.JSONField()),
                ('assessment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='copies', to='office.assessment')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='Meeting',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('on', models.DateField()),
                ('starts', models.TimeField()),
                ('place', models.CharField(max_length=80)),
                ('state', models.CharField(choices=[('planned', '予定'), ('open', '開催中'), ('minutes', '会議録作成中'), ('confirmed', '承認待ち'), ('approved', '承認済み'), ('cancelled', '中止')], default='planned', max_length=12)),
                ('made_at', models.DateTimeField()),
                ('form', models.CharField(max_length=32, unique=True)),
                ('writers', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=40), default=list, size=None)),
                ('confirmed_at', models.DateTimeField(null=True)),
                ('approved_at', models.DateTimeField(null=True)),
                ('approved_on', models.DateField(null=True)),
                ('why_cancelled', models.TextField(blank=True, default='')),
                ('snapshot', models.TextField(blank=True, default='')),
                ('sha256', models.CharField(blank=True, default='', max_length=64)),
                ('approved_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('chair', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('confirmed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='MeetingItem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.IntegerField()),
                ('minutes', models.IntegerField(default=15)),
                ('revision', models.IntegerField(default=1)),
                ('situation', models.TextField(blank=True, default='')),
                ('progress', models.TextField(blank=True, default='')),
                ('policy', models.TextField(blank=True, default='')),
                ('lead_organisation', models.CharField(blank=True, default='', max_length=80)),
                ('lead_person', models.CharField(blank=True, default='', max_length=80)),
                ('plan', models.TextField(blank=True, default='')),
                ('decision', models.CharField(blank=True, choices=[('support', '支援必要'), ('watch', '見守り'), ('none', '対応不要'), ('more_information', '追加情報')], default='', max_length=20)),
                ('decided_on', models.DateField(null=True)),
                ('next_review_on', models.DateField(null=True)),
                ('dissent', models.TextField(blank=True, default='')),
                ('notes', models.TextField(blank=True, default='')),
                ('happened', models.TextField(blank=True, default='')),
                ('assessment', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, to='office.assessment')),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='office.case')),
                ('meeting', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='items', to='office.meeting')),
                ('run', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='office.run')),
            ],
        ),
        migrations.CreateModel(
            name='KeptMinutes',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('read_revision', models.IntegerField()),
                ('fields', models.JSONField()),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to=settings.AUTH_USER_MODEL)),
                ('item', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='copies', to='office.meetingitem')),
            ],
        ),
        migrations.CreateModel(
            name='MeetingMember',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=80)),
                ('organisation', models.CharField(max_length=80)),
                ('present', models.BooleanField(null=True)),
                ('confidential', models.BooleanField(default=False)),
                ('meeting', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='members', to='office.meeting')),
            ],
        ),
        migrations.CreateModel(
            name='MeetingRole',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.IntegerField()),
                ('organisation', models.CharField(max_length=80)),
                ('act', models.CharField(max_length=200)),
                ('due', models.DateField(null=True)),
                ('item', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='roles', to='office.meetingitem')),
            ],
        ),
        migrations.CreateModel(
            name='MinutesAddendum',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('text', models.TextField()),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to=settings.AUTH_USER_MODEL)),
                ('case', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, to='office.case')),
                ('meeting', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='addenda', to='office.meeting')),
            ],
        ),
        migrations.CreateModel(
            name='Packet',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('form', models.CharField(max_length=32, unique=True)),
                ('ordered_at', models.DateTimeField()),
                ('return_by', models.DateField()),
                ('named', models.BooleanField(default=False)),
                ('state', models.CharField(default='queued', max_length=10)),
                ('made_at', models.DateTimeField(null=True)),
                ('why_failed', models.CharField(blank=True, default='', max_length=200)),
                ('children', models.IntegerField(default=0)),
                ('seconds', models.FloatField(null=True)),
                ('meeting', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='packets', to='office.meeting')),
                ('ordered_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='PacketCopy',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(max_length=20, unique=True)),
                ('pdf', models.BinaryField(null=True)),
                ('pages', models.IntegerField(default=0)),
                ('sha256', models.CharField(blank=True, default='', max_length=64)),
                ('printed_at', models.DateTimeField(null=True)),
                ('returned_on', models.DateField(null=True)),
                ('destroyed_on', models.DateField(null=True)),
                ('member', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='office.meetingmember')),
                ('packet', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='copies', to='office.packet')),
            ],
        ),
        migrations.CreateModel(
            name='VerdictRow',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('on', models.DateField()),
                ('verdict', models.CharField(max_length=20)),
                ('reason', models.CharField(blank=True, default='', max_length=30)),
                ('item', models.CharField(blank=True, default='', max_length=80)),
                ('words', models.TextField(blank=True, default='')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to=settings.AUTH_USER_MODEL)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='office.case')),
                ('run', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='office.run')),
            ],
            options={
                'db_table': 'office_verdict',
            },
        ),
        migrations.AddIndex(
            model_name='assessment',
            index=models.Index(fields=['case', '-opened_at'], name='assessment_of_case'),
        ),
        migrations.AddConstraint(
            model_name='assessment',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['draft', 'submitted', 'approved', 'withdrawn'])), name='assessment_state_known'),
        ),
        migrations.AddConstraint(
            model_name='assessment',
            constraint=models.CheckConstraint(condition=models.Q(('level__in', ['', 'concern', 'mild', 'moderate', 'grave', 'gravest'])), name='assessment_level_known'),
        ),
        migrations.AddConstraint(
            model_name='assessment',
            constraint=models.CheckConstraint(condition=models.Q(('decision__in', ['', 'support', 'watch', 'none', 'more_information'])), name='assessment_decision_known'),
        ),
        migrations.AddConstraint(
            model_name='assessment',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('approved_at__isnull', False), ('approved_by__isnull', False), ('approved_on__isnull', False), ('state', 'approved'), models.Q(('sha256', ''), _negated=True)), models.Q(models.Q(('state', 'approved'), _negated=True), ('approved_at__isnull', True), ('approved_by__isnull', True), ('sha256', '')), _connector='OR'), name='assessment_approved_whole'),
        ),
        migrations.AddConstraint(
            model_name='assessment',
            constraint=models.CheckConstraint(condition=models.Q(('approved_by__isnull', True), models.Q(models.Q(('approved_by', models.F('opened_by')), _negated=True), models.Q(('approved_by', models.F('saved_by')), _negated=True)), _connector='OR'), name='assessment_approved_by_another'),
        ),
        migrations.AddConstraint(
            model_name='assessment',
            constraint=models.UniqueConstraint(condition=models.Q(('state__in', ['draft', 'submitted'])), fields=('case', 'sheet'), name='assessment_one_open'),
        ),
        migrations.AddIndex(
            model_name='meeting',
            index=models.Index(fields=['on', 'starts'], name='meeting_calendar'),
        ),
        migrations.AddConstraint(
            model_name='meeting',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['planned', 'open', 'minutes', 'confirmed', 'approved', 'cancelled'])), name='meeting_state_known'),
        ),
        migrations.AddConstraint(
            model_name='meeting',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('approved_at__isnull', False), ('approved_by', models.F('chair')), ('approved_on__isnull', False), ('state', 'approved'), models.Q(('sha256', ''), _negated=True)), models.Q(models.Q(('state', 'approved'), _negated=True), ('approved_at__isnull', True), ('approved_by__isnull', True), ('sha256', '')), _connector='OR'), name='meeting_approved_by_chair'),
        ),
        migrations.AddConstraint(
            model_name='meeting',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('confirmed_at__isnull', True), ('confirmed_by__isnull', True)), models.Q(('confirmed_at__isnull', False), ('confirmed_by__isnull', False)), _connector='OR'), name='meeting_confirmed_whole'),
        ),
        migrations.AddIndex(
            model_name='meetingitem',
            index=models.Index(fields=['case', 'decided_on'], name='meeting_decisions'),
        ),
        migrations.AddConstraint(
            model_name='meetingitem',
            constraint=models.UniqueConstraint(fields=('meeting', 'case'), name='meeting_child_once'),
        ),
        migrations.AddConstraint(
            model_name='meetingitem',
            constraint=models.CheckConstraint(condition=models.Q(('decision__in', ['', 'support', 'watch', 'none', 'more_information'])), name='meeting_decision_known'),
        ),
        migrations.AddConstraint(
            model_name='meetingitem',
            constraint=models.CheckConstraint(condition=models.Q(('minutes__gte', 1), ('minutes__lte', 240)), name='meeting_minutes_sensible'),
        ),
        migrations.AddConstraint(
            model_name='meetingmember',
            constraint=models.UniqueConstraint(fields=('meeting', 'name', 'organisation'), name='meeting_member_once'),
        ),
        migrations.AddIndex(
            model_name='meetingrole',
            index=models.Index(fields=['due'], name='meeting_role_due'),
        ),
        migrations.AddConstraint(
            model_name='meetingrole',
            constraint=models.UniqueConstraint(fields=('item', 'position'), name='meeting_role_place'),
        ),
        migrations.AddConstraint(
            model_name='packet',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ('queued', 'making', 'made', 'failed'))), name='packet_state_known'),
        ),
        migrations.AddConstraint(
            model_name='packetcopy',
            constraint=models.CheckConstraint(condition=models.Q(('destroyed_on__isnull', True), ('pdf__isnull', True), _connector='OR'), name='packet_destroyed_is_gone'),
        ),
        migrations.AddIndex(
            model_name='verdictrow',
            index=models.Index(fields=['case', 'run', '-at'], name='verdict_of_case'),
        ),
        migrations.AddConstraint(
            model_name='verdictrow',
            constraint=models.CheckConstraint(condition=models.Q(('verdict__in', ['agree', 'disagree', 'data_wrong', 'not_enough'])), name='verdict_known'),
        ),
        migrations.RunSQL(FUNCTIONS, UNDO_FUNCTIONS),
        *[
            migrations.RunSQL(made.format(table=table), f"DROP TRIGGER {made.split()[2]} ON {table};")
            for made, tables in TRIGGERS.items()
            for table in tables
        ],
    ]
