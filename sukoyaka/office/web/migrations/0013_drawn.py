"""Drawn parts of a child's page are kept until a row behind them changes."""

import django.db.models.deletion
from django.db import migrations, models


FORGET = """
CREATE FUNCTION office_forget_drawn() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM office_drawn;
    RETURN NULL;
END $$;
"""
TABLES = ("listing", "reason", "unknown", "member", "lifefact", "coverage")
TRIGGER = """
CREATE TRIGGER forget_drawn AFTER INSERT OR UPDATE OR DELETE ON office_{table} FOR EACH STATEMENT EXECUTE FUNCTION office_forget_drawn();
"""
# a run without a child, or one whose day moves, changes what other pages say of the time before it
RUN = """
CREATE TRIGGER forget_drawn AFTER INSERT OR UPDATE ON office_run
FOR EACH ROW WHEN (NOT NEW.intake) EXECUTE FUNCTION office_forget_drawn();
"""
UNDO = "DROP TRIGGER forget_drawn ON office_{table};"


class Migration(migrations.Migration):

    dependencies = [("office", "0012_firmness")]

    operations = [
        migrations.CreateModel(
            name="Drawn",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("view", models.CharField(max_length=48)),
                ("box", models.BinaryField()),
                ("case", models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, to="office.case")),
                ("run", models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, to="office.run")),
            ],
            options={"constraints": [models.UniqueConstraint(fields=("run", "case", "view"), name="drawn_once")]},
        ),
        migrations.RunSQL(FORGET, "DROP FUNCTION office_forget_drawn();"),
        *[migrations.RunSQL(TRIGGER.format(table=table), UNDO.format(table=table)) for table in TABLES],
        migrations.RunSQL(RUN, UNDO.format(table="run")),
    ]
