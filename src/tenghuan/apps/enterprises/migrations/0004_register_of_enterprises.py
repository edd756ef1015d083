"""Enterprises become records of a register of the kit; their former names can be read and written in one column."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import tenghuan.apps.kit.fields


def tell_former_names(apps, schema_editor):
    """Write what former names are known into the column by which people read them."""
    known = {}
    rows = apps.get_model("enterprises", "FormerName").objects.order_by("enterprise_id", "name")
    for owner, name in rows.values_list("enterprise_id", "name").iterator():
        known.setdefault(owner, []).append(name)
    Enterprise = apps.get_model("enterprises", "Enterprise")
    told = [Enterprise(pk=owner, former="；".join(names)) for owner, names in known.items()]
    Enterprise.objects.bulk_update(told, ["former"], batch_size=200)


class Migration(migrations.Migration):

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("enterprises", "0003_years_of_an_enterprise"),
        ("organization", "0001_initial"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="enterprise",
            options={"ordering": ("county", "uscc"), "verbose_name": "企业", "verbose_name_plural": "企业档案"},
        ),
        migrations.AlterField(
            model_name="enterprise",
            name="county",
            field=models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name="enterprises", to="organization.region", verbose_name="县（市、区）"),
        ),
        migrations.AlterField(
            model_name="enterprise",
            name="uscc",
            field=tenghuan.apps.kit.fields.CreditCode(help_text="18 位，登记后不能修改", max_length=18, verbose_name="统一社会信用代码"),
        ),
        migrations.AddField("enterprise", "revision", models.PositiveIntegerField(default=1, editable=False, verbose_name="修订号")),
        migrations.AddField(
            "enterprise",
            "made_by",
            models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL, verbose_name="经办"),
        ),
        migrations.AddField(
            "enterprise",
            "made_at",
            models.DateTimeField(auto_now_add=True, default=django.utils.timezone.now, verbose_name="登记时间"),
            preserve_default=False,
        ),
        migrations.AddField("enterprise", "changed_at", models.DateTimeField(auto_now=True, verbose_name="更新时间", default=django.utils.timezone.now), preserve_default=False),
        migrations.AddField("enterprise", "retired_on", models.DateField(editable=False, null=True, verbose_name="停用日期")),
        migrations.AddField("enterprise", "retired_because", models.CharField(blank=True, default="", editable=False, max_length=200, verbose_name="停用理由"), preserve_default=False),
        migrations.AddField("enterprise", "sample", models.BooleanField(default=False, editable=False, verbose_name="示例数据")),
        migrations.AddField("enterprise", "former", models.TextField(blank=True, default="", help_text="多个用分号隔开", max_length=1000, verbose_name="曾用名"), preserve_default=False),
        migrations.AddField("enterprise", "by_hand", models.JSONField(default=dict, editable=False, verbose_name="人工登记")),
        migrations.RunPython(tell_former_names, migrations.RunPython.noop),
    ]
