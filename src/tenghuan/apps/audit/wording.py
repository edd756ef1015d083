"""What each service is called on the audit page. A test holds the table against the services there are."""

from __future__ import annotations

from tenghuan.apps.audit.trail import LABELS

ACTIONS = {
    "demonstration.open_accounts": "开立演示账号",
    # services that gave way to moves and registers; earlier rows of the trail name them
    "evaluation.abandon": "作废评价批次",
    "evaluation.accept": "采纳异议",
    "evaluation.add_policy": "新增政策规则",
    "evaluation.close_publication": "结束公示",
    "evaluation.decide": "登记加减分、否决或不参评",
    "evaluation.end_policy": "终止政策规则",
    "evaluation.finalise": "审定评价结果",
    "evaluation.forward": "镇街初核异议",
    "evaluation.open_confirmation": "开始企业确认",
    "evaluation.publish": "开始公示",
    "evaluation.reject": "不采纳异议",
    "evaluation.score": "初评打分",
    "evaluation.verify_policy": "核实政策规则",
    "evaluation.withdraw_decision": "撤销加减分、否决或不参评",
}


def word(action: str) -> str:
    """The Chinese name of a service; its code where it has none."""
    label = LABELS.get(action)  # pages ask for one at a time: the names of all are not made for it
    return ACTIONS.get(action, action) if label is None else str(label)


def words() -> dict[str, str]:
    """Return what every service is called: as it says itself, else as :data:`ACTIONS` has it."""
    return {**ACTIONS, **{action: str(label) for action, label in LABELS.items()}}


def actions_like(text: str) -> list[str]:
    """The services whose Chinese name contains ``text``."""
    return [action for action, name in words().items() if text in name]
