"""The revision that a move of a draft must have seen; the drafts under review owe what the loop says."""

from typing import Any

from django.db import migrations, models

TITLES = {"review": "审核方案草稿", "failed": "处理识读失败的方案文件"}


def open_tasks(apps: Any, _schema: Any) -> None:
    """Give the office its task for every draft that waits for it."""
    waiting = apps.get_model("plans", "Draft").objects.filter(state__in=TITLES).select_related("document")
    if not waiting.exists():
        return
    kind = apps.get_model("contenttypes", "ContentType").objects.get_or_create(app_label="plans", model="draft")[0]
    task = apps.get_model("kit", "Task")
    for draft in waiting:
        title = f"{TITLES[draft.state]}：{draft.document.name}"[:200]
        about = {"kind": f"drafts:{draft.state}", "content_type": kind, "object_id": draft.pk}
        task.objects.create(**about, title=title, region_id=draft.region_id, role="office")


class Migration(migrations.Migration):
    dependencies = (
        ("contenttypes", "0002_remove_content_type_name"),
        ("kit", "0003_jobs"),
        ("plans", "0003_figures"),
    )

    operations = (
        migrations.AddField(
            model_name="draft",
            name="revision",
            field=models.PositiveIntegerField(default=0, editable=False),
        ),
        migrations.RunPython(open_tasks, migrations.RunPython.noop),
    )
