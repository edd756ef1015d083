"""A list counts what is in use: an index of a county's records answers without reading them."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("remediation", "0003_what_was_freed")]

    operations = [
        migrations.AddIndex(
            model_name="case",
            index=models.Index(fields=["county", "retired_on"], name="cases_in_use"),
        ),
    ]
