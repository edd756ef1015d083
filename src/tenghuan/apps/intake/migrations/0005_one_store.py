"""Every original is in the file store by now."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("intake", "0004_originals_in_the_store")]

    operations = [
        migrations.RemoveField("workbook", "content"),
        migrations.AlterField(
            "workbook",
            "file",
            models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="kit.storedfile"
            ),
        ),
    ]
