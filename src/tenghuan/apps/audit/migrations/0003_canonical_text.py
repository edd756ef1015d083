"""What a row says is kept as the text that its digest covers; there is one head row and no other."""

from importlib import import_module

from django.db import migrations, models

import tenghuan.apps.audit.canonical

append_only = import_module("tenghuan.apps.audit.migrations.0002_append_only")


def keep_one_head(apps, schema_editor):
    apps.get_model("audit", "Head").objects.exclude(pk=1).delete()


class Migration(migrations.Migration):
    dependencies = [("audit", "0002_append_only")]
    operations = [
        # SQLite makes the table anew, and its triggers go with the old one
        migrations.RunPython(append_only.remove, append_only.add),
        migrations.AlterField(
            "entry", "before", tenghuan.apps.audit.canonical.CanonicalJSON(null=True, verbose_name="变更前")
        ),
        migrations.AlterField(
            "entry", "after", tenghuan.apps.audit.canonical.CanonicalJSON(null=True, verbose_name="变更后")
        ),
        migrations.RunPython(append_only.add, append_only.remove),
        migrations.RunPython(keep_one_head, migrations.RunPython.noop),
        migrations.AddConstraint("head", models.CheckConstraint(condition=models.Q(pk=1), name="one_audit_head")),
    ]
