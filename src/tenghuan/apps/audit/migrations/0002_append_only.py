"""The database itself refuses to change or delete audit rows."""

from django.db import migrations

REFUSAL = "audit rows are never changed or removed"
SQLITE = [
    f"CREATE TRIGGER audit_entry_no_{verb.lower()} BEFORE {verb} ON audit_entry "
    f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
    for verb in ("UPDATE", "DELETE")
]
POSTGRESQL = [
    "CREATE FUNCTION audit_entry_refuse() RETURNS trigger LANGUAGE plpgsql AS "
    f"$$ BEGIN RAISE EXCEPTION '{REFUSAL}'; END $$",
    "CREATE TRIGGER audit_entry_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_entry "
    "FOR EACH STATEMENT EXECUTE FUNCTION audit_entry_refuse()",
]


UNDO_SQLITE = [f"DROP TRIGGER audit_entry_no_{verb}" for verb in ("update", "delete")]
UNDO_POSTGRESQL = [
    "DROP TRIGGER audit_entry_append_only ON audit_entry",
    "DROP FUNCTION audit_entry_refuse",
]


def run(connection, statements):
    with connection.cursor() as cursor:
        for statement in statements[connection.vendor]:
            cursor.execute(statement)


def arm(connection):
    run(connection, {"sqlite": SQLITE, "postgresql": POSTGRESQL})


def disarm(connection):
    run(connection, {"sqlite": UNDO_SQLITE, "postgresql": UNDO_POSTGRESQL})


def add(apps, schema_editor):
    arm(schema_editor.connection)


def remove(apps, schema_editor):
    disarm(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]
    operations = [migrations.RunPython(add, remove)]
