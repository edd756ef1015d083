"""What things, columns and values are called on the audit page: the models' own Chinese names and choices."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from django.apps import apps
from django.db import models
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

KINDS = {"accounts": "账号", "regions": "行政区划", "login": "登录"}
# what services note beside columns, and columns that no page shows by name
WORDS = {
    "accepted": "接受",
    "alias": "别名",
    "changes": "变动",
    "comment": "意见",
    "committed": "导入行数",
    "confirmed": "企业确认",
    "conflicts": "冲突",
    "corrections": "更正",
    "county_id": "县（市、区）",
    "data": "内容",
    "decided": "已审定",
    "decision": "决定",
    "default": "默认规则",
    "digest": "摘要（SM3）",
    "document": "文件",
    "enterprise": "企业",
    "evidence": "佐证材料",
    "evidence_name": "材料名称",
    "failures": "失败次数",
    "fault": "问题",
    "faults": "问题数",
    "figures": "数据条数",
    "former_name": "曾用名",
    "graded_id": "评价结果",
    "id": "编号",
    "items": "事项数",
    "kind": "类型",
    "list_digest": "名单摘要（SM3）",
    "locked_at": "锁定时间",
    "locked_by": "锁定人",
    "mode": "填报方式",
    "months": "月数",
    "moves": "措施数",
    "name": "名称",
    "new_enterprises": "新增企业",
    "note": "说明",
    "number": "编号",
    "open_accepted": "接受的存疑条目",
    "objects": "考核对象数",
    "opinion": "意见",
    "outcome": "结果",
    "plan": "方案",
    "portions": "分解条数",
    "reason": "理由",
    "renamed": "更名企业",
    "reports": "填报项数",
    "rows": "行数",
    "rules": "规则数",
    "same_as": "等同于",
    "seats": "席位",
    "size": "字节数",
    "snapshot": "数据快照",
    "source": "来源",
    "state": "状态",
    "status": "状态",
    "sure_at_least": "把握不低于",
    "unit": "单位",
    "unit_id": "单位",
    "units": "单位",
    "usernames": "登录名",
    "version": "版本",
    "waived": "豁免",
    "waivers_taken_back": "收回的豁免",
    "withdrawn": "撤回",
    "workbook_id": "工作簿",
    "working": "正在处理",
    "working_since": "开始处理",
}
OUTCOMES = {
    "in": "登录",
    "out": "退出",
    "failed": "登录失败",
    "locked": "登录失败次数过多，锁定",
    "refused": "统一身份认证无对应账号",
    "second": "动态口令正确",
    "recovery": "恢复码正确",
}
PLATFORM = "system:"
TASKS = {
    "demonstration": "示例数据",
    "periods": "开放填报期",
    "unlock": "运维解锁",
    "read_draft": "识读方案",
    "intake.commit": "入库",
}


def account_word(account: str) -> str:
    """An account's name; what the platform does by itself is named in Chinese."""
    if not account.startswith(PLATFORM):
        return account
    task = account.removeprefix(PLATFORM)
    return _("平台（%(t)s）") % {"t": TASKS.get(task, task)}


def kind_word(kind: str) -> str:
    """The Chinese name of a kind of thing; its code where it has none."""
    model = _model(kind)
    return str(model._meta.verbose_name) if model else KINDS.get(kind, kind)


def field_word(kind: str, key: str) -> str:
    """The Chinese name of a column or of what a service noted; its code where it has none."""
    field = _field(kind, key)
    name = str(field.verbose_name) if field is not None else ""
    return WORDS.get(key, key) if not name or name.isascii() else name


def has_word(kind: str, key: str) -> bool:
    """Whether a column has a name for people: what the program keeps for itself (keys to compare by) has none."""
    field = _field(kind, key)
    return field is None or key in WORDS or not str(field.verbose_name).isascii()


def value_word(kind: str, key: str, value: Any, *, numbered: bool = True) -> str:
    """A value as a page would show it: the words of a choice, of what it points to, of yes and no; "—" for none.

    ``numbered``: what it points to with its number in the database, as one who examines the trail needs it.
    """
    if value in (None, "", [], {}):
        return "—"
    if isinstance(value, bool):
        return _("是") if value else _("否")
    field = _field(kind, key)
    if field is not None and field.flatchoices:
        return str(dict(field.flatchoices).get(value, value))
    if isinstance(field, models.ForeignKey):
        found = field.related_model._base_manager.filter(pk=value).first()
        return str(value) if found is None else f"{found}（{value}）" if numbered else str(found)
    if isinstance(field, models.DecimalField):
        return _number(value)
    if isinstance(field, models.DateTimeField):
        return _moment(value)
    return OUTCOMES.get(str(value), str(value)) if key == "outcome" else str(value)


def _number(value: Any) -> str:
    try:
        text = f"{Decimal(str(value)):f}"
    except InvalidOperation:
        return str(value)
    return text.rstrip("0").rstrip(".") if "." in text else text


def _moment(value: Any) -> str:
    found = parse_datetime(value) if isinstance(value, str) else None
    if not isinstance(found, datetime):
        return str(value)
    return (timezone.localtime(found) if timezone.is_aware(found) else found).strftime("%Y-%m-%d %H:%M:%S")


def _model(kind: str) -> type[models.Model] | None:
    try:
        return apps.get_model(kind)
    except (LookupError, ValueError):
        return None


def _field(kind: str, key: str) -> Any:
    model = _model(kind)
    columns = model._meta.concrete_fields if model else ()
    return next((column for column in columns if key in (column.attname, column.name)), None)
