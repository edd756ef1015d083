"""Bring what stands onto the kit: evidence as attachments, what was said onto the timeline, tasks of whoever is next.

Nothing is lost: files stay where they lie and are kept once more by their digest; a file that is missing is named on
the timeline. What was entered twice by a race stays as a retired row.
"""

import hashlib
from datetime import date

from django.core.files.base import ContentFile
from django.db import migrations

DOUBLE = "重复登记，合并停用"
FORMER = "（原有记录）"
STATE_WORDS = {"accepted": ("accept", "采纳"), "rejected": ("reject", "不采纳")}
TODO = {"filed": "初核异议", "forwarded": "复核异议"}
RUN_TODO = {
    "frozen": ("初评", None),
    "scored": ("核对初评结果，送企业确认", None),
    "confirming": ("企业确认期满后公示", "confirm_by"),
    "published": ("公示期满后结束公示", "closes_on"),
    "reviewing": ("办结异议，审定名单", None),
}
DECISION_OF = ("county_id", "enterprise_id", "year", "kind", "code", "reason", "document", "points")
RULE_OF = (
    *("county_id", "policy", "grade", "consecutive_years", "bureau", "industries", "towns"),
    *("effective_from", "basis", "value"),
)


def bring(apps, schema_editor):
    kinds = apps.get_model("contenttypes", "ContentType").objects
    kind = {
        name: kinds.get_or_create(app_label="evaluation", model=name)[0].pk for name in ("run", "objection", "decision")
    }
    for objection in apps.get_model("evaluation", "Objection").objects.select_related(
        "graded__run__county", "graded__enterprise__town"
    ).order_by("pk"):
        _objection(apps, kind["objection"], objection)
    for decision in apps.get_model("evaluation", "Decision").objects.order_by("pk"):
        _event(apps, kind["decision"], decision.pk, "made", "登记", by=decision.by or FORMER, at=decision.made_at)
    for run in apps.get_model("evaluation", "Run").objects.select_related("county"):
        if run.state in RUN_TODO:
            words, due = RUN_TODO[run.state]
            title = f"{words}：{run.county.name} {run.year}"
            office = {"region_id": run.county_id, "role": "office"}
            _task(apps, kind["run"], run.pk, f"runs:{run.state}", title, getattr(run, due) if due else None, office)
    _retire_doubles(apps.get_model("evaluation", "Decision"), DECISION_OF)
    _retire_doubles(apps.get_model("evaluation", "PolicyRule"), RULE_OF)


def _objection(apps, kind, objection):
    run, town = objection.graded.run, objection.graded.enterprise.town_id
    others = apps.get_model("evaluation", "Objection").objects.filter(graded=objection.graded_id, retired_on=None)
    objection.county_id, objection.sample = run.county_id, run.sample
    double = objection.state in TODO and others.filter(pk__lt=objection.pk, state__in=tuple(TODO)).exists()
    if double:
        objection.retired_on, objection.retired_because = date.today(), DOUBLE
    objection.save(update_fields=("county", "sample", "retired_on", "retired_because"))
    _event(apps, kind, objection.pk, "made", "提出异议", after="filed", at=objection.made_at)
    if objection.town_opinion:
        note = f"意见：{objection.town_opinion}"
        _event(apps, kind, objection.pk, "move", "转办公室复核", "forward", "filed", "forwarded", note)
    if objection.state in STATE_WORDS:
        verb, words = STATE_WORDS[objection.state]
        note = f"意见：{objection.decision}"
        _event(apps, kind, objection.pk, "move", words, verb, "forwarded", objection.state, note)
    _evidence(apps, kind, objection)
    if objection.state in TODO and not double:
        due = objection.forward_by if objection.state == "filed" else objection.decide_by
        office = {"region_id": run.county_id, "role": "office"}
        holder = {"region_id": town, "role": "town"} if objection.state == "filed" and town else office
        title = f"{TODO[objection.state]}：{objection.graded.name} {run.year}"
        _task(apps, kind, objection.pk, f"objections:{objection.state}", title, due, holder)


def _evidence(apps, kind, objection):
    if not objection.evidence:
        return
    name = objection.evidence_name or objection.evidence.name.rpartition("/")[2]
    try:
        with objection.evidence.open("rb") as file:
            content = file.read()
    except FileNotFoundError:
        _event(apps, kind, objection.pk, "comment", "意见", note=f"原证明材料文件“{name}”不在了，请从备份恢复")
        return
    digest = hashlib.new("sm3", content).hexdigest()
    stored, made = apps.get_model("kit", "StoredFile").objects.get_or_create(
        digest=digest, defaults={"size": len(content)}
    )
    if made or not stored.content:
        stored.content.save(digest, ContentFile(content))
    attachments = apps.get_model("kit", "Attachment").objects
    row = attachments.create(
        content_type_id=kind, object_id=objection.pk, file=stored, name=name[-200:], kind="证明材料", by=FORMER
    )
    attachments.filter(pk=row.pk).update(at=objection.made_at)


def _event(apps, kind, pk, what, label, verb="", before="", after="", note="", by=FORMER, at=None):
    events = apps.get_model("kit", "Event").objects
    told = {"content_type_id": kind, "object_id": pk, "kind": what, "label": label, "verb": verb}
    row = events.create(**told, before=before, after=after, note=note, by=by)
    if at is not None:
        events.filter(pk=row.pk).update(at=at)


def _task(apps, kind, pk, what, title, due, holder):
    apps.get_model("kit", "Task").objects.create(
        content_type_id=kind, object_id=pk, kind=what, title=title[:200], due=due, **holder
    )


def _retire_doubles(model, columns):
    seen = set()
    for row in model.objects.order_by("pk"):
        key = tuple(getattr(row, column) for column in columns)
        if key in seen:
            model.objects.filter(pk=row.pk).update(retired_on=date.today(), retired_because=DOUBLE)
        seen.add(key)


class Migration(migrations.Migration):
    dependencies = [
        ("contenttypes", "0002_remove_content_type_name"),
        ("kit", "0003_jobs"),
        ("evaluation", "0006_registers_and_loops"),
    ]
    operations = [migrations.RunPython(bring, migrations.RunPython.noop)]
