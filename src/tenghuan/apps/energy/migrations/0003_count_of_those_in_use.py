"""A list counts what is in use: an index of a county's records answers without reading them."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("energy", "0002_once_among_those_in_use")]

    operations = [
        migrations.AddIndex(
            model_name="reading",
            index=models.Index(fields=["county", "retired_on"], name="readings_in_use"),
        ),
    ]
