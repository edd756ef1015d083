"""Name each original in the file store where it lies; nothing is moved."""

from django.db import migrations


def name_them(apps, schema_editor):
    """Give each workbook the stored file of its digest."""
    store = apps.get_model("kit", "StoredFile").objects
    for workbook in apps.get_model("intake", "Workbook").objects.filter(file=None).iterator():
        told = {"size": workbook.size, "content": workbook.content.name}
        workbook.file = store.get_or_create(digest=workbook.digest, defaults=told)[0]
        workbook.save(update_fields=("file",))


class Migration(migrations.Migration):
    dependencies = [("intake", "0003_every_register")]

    operations = [migrations.RunPython(name_them, migrations.RunPython.noop)]
