"""The audit is written once: the database itself refuses to change, delete or empty it."""

from django.db import migrations

REFUSE = """
CREATE FUNCTION office_audit_is_written_once() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the audit is written once: % on % is refused', TG_OP, TG_TABLE_NAME;
END $$;
"""

TRIGGERS = """
CREATE TRIGGER written_once BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION office_audit_is_written_once();
CREATE TRIGGER never_emptied BEFORE TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION office_audit_is_written_once();
"""
UNDO = "DROP TRIGGER written_once ON {table}; DROP TRIGGER never_emptied ON {table};"
TABLES = ("office_auditentry", "office_auditseal")


class Migration(migrations.Migration):
    dependencies = [("office", "0001_tables")]
    operations = [
        migrations.RunSQL(REFUSE, "DROP FUNCTION office_audit_is_written_once();"),
        *[migrations.RunSQL(TRIGGERS.format(table=table), UNDO.format(table=table)) for table in TABLES],
    ]
