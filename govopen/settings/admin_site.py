"""How the Django admin looks: title and menu, grouped by room."""

from django.urls import reverse_lazy


def _link(title, model):
    return {"title": title, "link": reverse_lazy(f"admin:{model}_changelist")}


UNFOLD = {
    "SITE_TITLE": "政务公开工作平台 · 登记管理",
    "SITE_HEADER": "政务公开工作平台",
    "SITE_SUBHEADER": "登记与维护",
    "SITE_URL": "/",
    "SHOW_HISTORY": False,
    "SHOW_LANGUAGES": False,
    "SIDEBAR": {
        "show_search": False,
        "navigation": [
            {
                "title": "单位与人员",
                "items": [
                    _link("办公室", "units_office"),
                    _link("单位", "units_unit"),
                    _link("单位别名", "units_unitalias"),
                    _link("单位组", "units_unitgroup"),
                    _link("人员任职", "units_membership"),
                    _link("账号", "units_user"),
                ],
            },
            {
                "title": "任务",
                "items": [
                    _link("工作要点与任务分工", "tasks_plan"),
                    _link("任务", "tasks_task"),
                    _link("单位任务", "tasks_assignment"),
                    _link("进展反馈", "tasks_progressreport"),
                ],
            },
            {
                "title": "活动与工作日",
                "items": [
                    _link("活动安排表", "calendar_events_activityschedule"),
                    _link("活动", "calendar_events_activity"),
                    _link("节假日与调休", "calendar_events_dayoverride"),
                ],
            },
            {
                "title": "导入与提醒",
                "items": [
                    _link("导入记录", "imports_importbatch"),
                    _link("提醒规则", "reminders_reminderpolicy"),
                    _link("提醒台账", "reminders_reminder"),
                    _link("发出的邮件", "reminders_outgoingmail"),
                    _link("操作记录", "units_auditentry"),
                ],
            },
        ],
    },
}
