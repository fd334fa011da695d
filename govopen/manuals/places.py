"""Which manual a reader wants, and at which place, from the page on which 帮助 is pressed."""

from urllib.parse import quote

from django.urls import reverse

# The name of a route, or the beginning of several; the longest that fits holds. tests/manuals asks that each leads somewhere.
OFFICE = {
    "overview": "看进度",
    "progress": "看进度",
    "matrix": "看进度",
    "assignment_list": "看进度",
    "find": "查找",
    "plan": "下发",
    "plan_forward": "做下一年的分工",
    "plan_reminders": "调整提醒规则",
    "plan_names": "认不出的单位名称",
    "task_": "下发",
    "burden": "下发",
    "import": "导入分工方案",
    "review_queue": "审核",
    "accept_many": "一次通过多份",
    "assignment": "调整已下发的任务",
    "chase": "催办",
    "chase_activit": "催办活动",
    "unit_notice": "督办单和催办通知",
    "unit_change": "机构改革后单位合并或更名",
    "activit": "政府开放日和政务公开讲",
    "schedule": "政府开放日和政务公开讲",
    "calendar_subscription": "日历订阅",
    "circular": "写通报",
    "report_settings": "写通报",
    "ranking": "写通报",
    "mail": "提醒邮件",
    "mail_runs": "发测试邮件",
    "assignment_mail": "单位说没有收到邮件",
    "activity_mail": "单位说没有收到邮件",
    "reminder_rules": "调整提醒规则",
    "workdays": "核对工作日和补班日",
    "history": "操作记录",
    "api_token": "让其他系统读取数据",
    "password": "登录和密码",
    "manual": "",
}
UNIT = {
    "my_tasks": "看有哪些任务",
    "my_mail": "收到提醒邮件",
    "my_letter": "收到提醒邮件",
    "assignment": "填报进展",
    "assignment_mail": "收到提醒邮件",
    "leader_queue": "单位领导审核",
    "activit": "主办政府开放日或政务公开讲",
    "calendar_subscription": "日历订阅",
    "password": "登录和密码",
}
UNIT_LEADER = {"assignment": "单位领导审核"}  # where it differs from what a liaison wants
ADMIN = {
    "units_office": "新开一个办公室",
    "units_user": "账号",
    "units_membership": "账号",
    "units_lockout": "账号",
    "units_loginsession": "账号",
    "units_auditentry": "操作记录",
    "calendar_events_dayoverride": "每年登记放假安排",
    "reminders_mailserverstate": "邮件扣留和恢复发送",
    "reminders_outgoingmail": "邮件服务器",
    "password": "账号",
}
CLERK_ADMIN = {  # the registers, as the office's clerk sees them
    "units_unit": "登记单位",
    "units_unitalias": "登记单位",
    "units_unitgroup": "登记单位",
    "units_user": "登记联络员",
    "units_membership": "换联络员",
    "tasks_returnphrase": "退回用语",
    "calendar_events_dayoverride": "核对工作日和补班日",
    "reminders_": "调整提醒规则",
    "units_auditentry": "操作记录",
}
TABLES = {"office": OFFICE | CLERK_ADMIN, "unit": UNIT, "admin": ADMIN}


def own_first(user, member) -> list[str]:
    """Return the slugs of the manuals in the order in which the reader wants them."""
    if user.admin_role:
        return ["admin", "office", "unit"]
    return ["office", "unit", "admin"] if member and member.at_office else ["unit", "office", "admin"]


def help_address(user, member, route: str) -> str:
    """Return the address of the place in the reader's manual that speaks of the page with this route name."""
    slug = own_first(user, member)[0]
    table = TABLES[slug] | (UNIT_LEADER if slug == "unit" and member and not member.answers else {})
    name = next((route[:end] for end in range(len(route), 0, -1) if route[:end] in table), "")
    anchor = table.get(name, "")
    return reverse("manual", args=[slug]) + (f"#{quote(anchor)}" if anchor else "")
