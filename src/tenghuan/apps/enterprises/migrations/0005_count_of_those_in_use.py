"""A list counts what is in use: an index of a county's records answers without reading them."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("enterprises", "0004_register_of_enterprises")]

    operations = [
        migrations.AddIndex(
            model_name="enterprise",
            index=models.Index(fields=["county", "retired_on"], name="enterprises_in_use"),
        ),
    ]
