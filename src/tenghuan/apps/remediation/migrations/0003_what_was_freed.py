"""Cases that were closed before keep what they freed, as the books have it, and are watched for a year."""

from datetime import timedelta

from django.db import migrations
from django.db.models import F, Sum

YEAR = timedelta(days=365)


def fill(apps, _editor):
    case, posting = apps.get_model("remediation", "Case"), apps.get_model("kit", "Posting")
    kind = apps.get_model("contenttypes", "ContentType").objects.filter(app_label="remediation", model="case").first()
    closed = case.objects.filter(state="closed", actual_energy=None, closed_on__isnull=False)
    if kind is None:
        return
    for one in closed.iterator():
        rows = posting.objects.filter(content_type=kind, object_id=one.pk, kind="close", account="available")
        sums = dict(rows.order_by().values_list("book").annotate(sum=Sum("amount")))
        case.objects.filter(pk=one.pk).update(actual_energy=sums.get("energy"), actual_carbon=sums.get("carbon"))
    case.objects.filter(state="closed", watched_until=None).update(watched_until=F("closed_on") + YEAR)


class Migration(migrations.Migration):
    dependencies = [
        ("remediation", "0002_parts_parcels_and_watching"),
        ("kit", "0004_shell_initials"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
