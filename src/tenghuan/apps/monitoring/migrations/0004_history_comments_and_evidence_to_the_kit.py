"""Revisions, comments and evidence of reports become events and attachments of the kit, without loss.

The files stay where they lie: their place is named by the same digest that the kit keeps them by.
"""

from typing import Any

from django.db import migrations, models

BATCH = 500
LABELS = {
    "require": "要求本期填报",
    "draft": "保存草稿",
    "submit": "报送",
    "zero": "零报告",
    "withdraw": "撤回",
    "return": "退回",
    "approve": "审核通过",
    "lock": "锁定",
    "reopen": "解锁退回",
}


def carry_over(apps: Any, _schema: Any) -> None:
    """Make an event of every revision and comment, in the order of their days, and an attachment of every file."""
    old = {name: apps.get_model("monitoring", name) for name in ("Revision", "Comment", "Evidence")}
    if not any(model.objects.exists() for model in old.values()):
        return
    content_type = apps.get_model("contenttypes", "ContentType").objects.get_or_create(
        app_label="monitoring", model="report"
    )[0]
    accounts = dict(apps.get_model("organization", "Account").objects.values_list("username", "pk"))
    to = {"content_type_id": content_type.pk}
    event = apps.get_model("kit", "Event")
    _write(event, sorted([*_revisions(old["Revision"], event, accounts, to), *_comments(old["Comment"], event, accounts, to)], key=lambda one: one.at))
    _files(apps, old["Evidence"], accounts, to)


def _write(model: Any, rows: list[Any]) -> None:
    """Write rows with the day that they had, not today."""
    days = [row.at for row in rows]
    made = model.objects.bulk_create(rows, batch_size=BATCH)
    for row, at in zip(made, days, strict=True):
        row.at = at
    model.objects.bulk_update(made, ["at"], batch_size=BATCH)


def _revisions(model: Any, event: Any, accounts: dict[str, int], to: dict[str, int]) -> list[Any]:
    found, before = [], {}
    for one in model.objects.order_by("report_id", "number"):
        told = {"value": None if one.value is None else str(one.value), "note": one.note, "reason": one.reason}
        told["whole"] = None if one.whole is None else str(one.whole)
        found.append(
            event(
                **to, object_id=one.report_id, kind="move", verb=one.verb, label=LABELS.get(one.verb, "改动"),
                before=before.get(one.report_id, ""), after=one.state, note=one.reason, told=told,
                account_id=accounts.get(one.account), by=(one.person or one.account)[:120], at=one.at,
            )
        )  # fmt: skip
        before[one.report_id] = one.state
    return found


def _comments(model: Any, event: Any, accounts: dict[str, int], to: dict[str, int]) -> list[Any]:
    return [
        event(
            **to, object_id=one.report_id, kind="comment", label="意见", note=one.text,
            account_id=accounts.get(one.account), by=(one.person or one.account)[:120], at=one.at,
        )
        for one in model.objects.order_by("pk")
    ]  # fmt: skip


def _files(apps: Any, model: Any, accounts: dict[str, int], to: dict[str, int]) -> None:
    stored, attachment = apps.get_model("kit", "StoredFile"), apps.get_model("kit", "Attachment")
    rows = []
    for one in model.objects.order_by("pk"):
        told = {"size": one.size, "content": one.content.name}
        file = stored.objects.get_or_create(digest=one.digest, defaults=told)[0]
        rows.append(
            attachment(
                **to, object_id=one.report_id, file=file, name=one.name, account_id=accounts.get(one.account),
                by=one.account, at=one.at, withdrawn_at=one.at if one.removed else None,
            )
        )  # fmt: skip
    _write(attachment, rows)


class Migration(migrations.Migration):
    dependencies = (
        ("contenttypes", "0002_remove_content_type_name"),
        ("kit", "0003_jobs"),
        ("monitoring", "0003_draft_and_total"),
    )

    operations = (
        migrations.RunPython(carry_over, migrations.RunPython.noop),
        migrations.DeleteModel("Comment"),
        migrations.DeleteModel("Evidence"),
        migrations.DeleteModel("Revision"),
        migrations.AlterField(
            model_name="report",
            name="state",
            field=models.CharField(
                choices=[
                    ("not_due", "未到期"),
                    ("pending", "待报"),
                    ("draft", "草稿"),
                    ("zero", "零报告"),
                    ("submitted", "已报"),
                    ("returned", "退回"),
                    ("approved", "已审"),
                    ("locked", "锁定"),
                ],
                default="not_due",
                max_length=10,
                verbose_name="状态",
            ),
        ),
    )
