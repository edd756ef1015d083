"""Batches of any register, along the loop; originals in the file store."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("intake", "0002_one_background_job"),
        ("kit", "0003_jobs"),
        ("organization", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            "batch", "revision", models.PositiveIntegerField(default=1, editable=False, verbose_name="修订号")
        ),
        migrations.AddField(
            "batch",
            "town",
            models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="organization.region",
                verbose_name="镇街",
            ),
        ),
        migrations.AlterField(
            "batch", "register", models.CharField(blank=True, max_length=40, verbose_name="登记表")
        ),
        migrations.AddField(
            "workbook",
            "file",
            models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="kit.storedfile"
            ),
        ),
    ]
