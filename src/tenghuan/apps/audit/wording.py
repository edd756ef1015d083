"""What each service is called on the audit page. A test holds the table against the services there are."""

from __future__ import annotations

from tenghuan.apps.audit.trail import LABELS

ACTIONS = {
    "demonstration.open_accounts": "开立演示账号",
    "enterprises.add_name": "登记企业名称",
    "enterprises.commit_source": "登记表入库",
    "enterprises.set_status": "变更企业登记状态",
    "enterprises.settle_conflict": "裁定数据冲突",
    "enterprises.withdraw_source": "撤回登记表",
    "evaluation.abandon": "作废评价批次",
    "evaluation.accept": "采纳异议",
    "evaluation.add_method": "新增评价办法",
    "evaluation.add_policy": "新增政策规则",
    "evaluation.adopt_policies": "采用默认政策规则",
    "evaluation.assess_stability": "测算档次稳定性",
    "evaluation.close_publication": "结束公示",
    "evaluation.confirm_sheet": "企业确认评价单",
    "evaluation.decide": "登记加减分、否决或不参评",
    "evaluation.end_policy": "终止政策规则",
    "evaluation.finalise": "审定评价结果",
    "evaluation.forward": "镇街初核异议",
    "evaluation.freeze": "冻结评价数据",
    "evaluation.lift_override": "取消档次调整",
    "evaluation.object": "提出异议",
    "evaluation.open_confirmation": "开始企业确认",
    "evaluation.override": "调整档次",
    "evaluation.publish": "开始公示",
    "evaluation.reject": "不采纳异议",
    "evaluation.score": "初评打分",
    "evaluation.verify_policy": "核实政策规则",
    "evaluation.withdraw_decision": "撤销加减分、否决或不参评",
    "intake.commit": "工作簿入库",
    "intake.configure": "配置工作簿读法",
    "intake.confirm_match": "确认名称匹配",
    "intake.discard": "放弃批次",
    "intake.hand_in": "上传工作簿",
    "intake.mend": "上传改好的工作簿",
    "intake.note_check": "记录校验结果",
    "intake.note_failure": "记录批次出错",
    "intake.open_sheet": "接入另一张工作表",
    "intake.redetect": "重新识别工作簿",
    "intake.start_check": "开始校验",
    "intake.start_commit": "开始入库",
    "intake.unwaive": "取消豁免",
    "intake.waive": "豁免警告",
    "intake.withdraw": "撤回批次",
    "monitoring.approve": "审核通过",
    "monitoring.assign": "改派填报单位",
    "monitoring.attach": "上传佐证材料",
    "monitoring.comment": "填报留言",
    "monitoring.commit_upload": "采用上传的填报表",
    "monitoring.detach": "移除佐证材料",
    "monitoring.grant_late": "准予补报",
    "monitoring.load_history": "载入往月数据",
    "monitoring.lock": "锁定填报",
    "monitoring.lock_period": "锁定填报期",
    "monitoring.open_due_periods": "按日历开放填报期",
    "monitoring.open_period": "补开往月",
    "monitoring.read_upload": "上传填报表",
    "monitoring.reopen": "解锁退回",
    "monitoring.report_zero": "零报告",
    "monitoring.require": "要求填报",
    "monitoring.return": "退回填报",
    "monitoring.save_draft": "保存填报草稿",
    "monitoring.set_mode": "设定填报方式",
    "monitoring.submit": "报送",
    "monitoring.withdraw": "撤回报送",
    "plans.accept_sure": "采纳把握大的条目",
    "plans.accept_units": "采纳单位对应建议",
    "plans.add_item": "补录条目",
    "plans.correct_item": "更正条目",
    "plans.decide_item": "审定条目",
    "plans.discard_draft": "作废草稿",
    "plans.fail_reading": "记录识读失败",
    "plans.map_unit": "对应单位",
    "plans.publish_draft": "发布方案草稿",
    "plans.publish_pack": "发布方案",
    "plans.record_reading": "记录识读结果",
    "plans.restart_reading": "重新识读",
    "plans.upload_document": "上传方案文件",
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
