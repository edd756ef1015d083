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
    "organization.add_alias": "增加单位别名",
    "organization.authorise_account": "账号授权",
    "organization.change_password": "修改口令",
    "organization.confirm_change": "复核管理员账号变更",
    "organization.confirm_factor": "启用动态口令",
    "organization.create_unit": "新增单位",
    "organization.decline_change": "不同意管理员账号变更",
    "organization.drop_factor": "停用动态口令",
    "organization.end_sessions": "结束会话",
    "organization.first_password": "以一次性链接设置口令",
    "organization.load_regions": "载入行政区划",
    "organization.make_link": "生成一次性链接",
    "organization.note_failure": "登录失败",
    "organization.note_login": "登录或退出",
    "organization.open_account": "开立账号",
    "organization.propose_change": "提出管理员账号变更",
    "organization.renew_codes": "更换恢复码",
    "organization.reset_password": "重置口令",
    "organization.seat_incumbent": "登记席位接任",
    "organization.set_group": "设定工作组席位",
    "organization.unlock_account": "解除登录锁定",
    "organization.use_factor": "验证动态口令",
}


def word(action: str) -> str:
    """The Chinese name of a service; its code where it has none."""
    return words().get(action, action)


def words() -> dict[str, str]:
    """Return what every service is called: as it says itself, else as :data:`ACTIONS` has it."""
    return {**ACTIONS, **{action: str(label) for action, label in LABELS.items()}}


def actions_like(text: str) -> list[str]:
    """The services whose Chinese name contains ``text``."""
    return [action for action, name in words().items() if text in name]
