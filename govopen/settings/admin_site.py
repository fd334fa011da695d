"""How the Django admin looks: title, colours and menu, grouped by room."""

from django.templatetags.static import static
from django.urls import reverse_lazy

from govopen.manuals.places import help_address


def help_of_registers(request):
    """Return the place in the manuals that speaks of the register on the screen."""
    return help_address(request.user, request.member, request.resolver_match.url_name or "")


def _link(title, model, icon, who="work"):
    return {
        "title": title,
        "icon": icon,
        "link": reverse_lazy(f"admin:{model}_changelist"),
        "permission": f"units.admin_base.sees_{who}",
    }


_HELP = {"title": "帮助", "icon": "help", "link": help_of_registers, "active": False}
_BACK = {
    "title": "返回工作平台",
    "icon": "arrow_back",
    "link": reverse_lazy("home"),
    "active": False,
    "permission": "units.admin_base.sees_daily_work",
}

UNFOLD = {
    "DASHBOARD_CALLBACK": "govopen.dashboard.first_page",
    "SITE_TITLE": "政务公开工作平台 · 登记管理",
    "SITE_HEADER": "政务公开工作平台",
    "SITE_SUBHEADER": "登记管理",
    "SITE_URL": "/",
    "SITE_SYMBOL": "account_balance",
    "SITE_FAVICONS": [{"rel": "icon", "type": "image/svg+xml", "href": lambda request: static("img/favicon.svg")}],
    "STYLES": [lambda request: static("css/admin.css")],
    "SCRIPTS": [lambda request: static("js/admin.js")],
    "SHOW_HISTORY": "units.admin_base.sees_history",
    "SHOW_VIEW_ON_SITE": "units.admin_base.sees_daily_work",
    "SHOW_LANGUAGES": False,
    "BORDER_RADIUS": "6px",
    "COLORS": {
        "primary": {  # static/css/tokens.css: 600 is --brand, 800 is --brand-deep
            "50": "#eef4fb",
            "100": "#dbe7f5",
            "200": "#bcd2ec",
            "300": "#8fb4de",
            "400": "#5b8fca",
            "500": "#3570b3",
            "600": "#1c4f8a",
            "700": "#174478",
            "800": "#143a66",
            "900": "#102f53",
            "950": "#0a1f38",
        }
    },
    "SIDEBAR": {
        "show_search": False,
        "navigation": [
            {"items": [_BACK, _HELP]},
            {
                "title": "单位与人员",
                "items": [
                    _link("办公室", "units_office", "account_balance", "registers"),
                    _link("单位", "units_unit", "apartment", "registers"),
                    _link("单位别名", "units_unitalias", "label"),
                    _link("单位组", "units_unitgroup", "workspaces"),
                    _link("人员任职", "units_membership", "badge", "registers"),
                    _link("账号", "units_user", "person", "accounts"),
                    _link("接口令牌", "units_apitoken", "key"),
                    _link("登录失败和锁定", "units_lockout", "lock", "security"),
                    _link("登录会话", "units_loginsession", "devices", "security"),
                ],
            },
            {
                "title": "任务",
                "items": [
                    _link("工作要点与任务分工", "tasks_plan", "description"),
                    _link("任务", "tasks_task", "format_list_numbered"),
                    _link("单位任务", "tasks_assignment", "assignment_ind"),
                    _link("进展反馈", "tasks_progressreport", "rate_review"),
                    _link("佐证链接", "tasks_evidence", "link"),
                    _link("延期申请", "tasks_extensionrequest", "event_repeat"),
                    _link("退回用语", "tasks_returnphrase", "format_quote"),
                ],
            },
            {
                "title": "活动与工作日",
                "items": [
                    _link("活动安排表", "calendar_events_activityschedule", "calendar_month"),
                    _link("活动", "calendar_events_activity", "event"),
                    _link("节假日与调休", "calendar_events_dayoverride", "event_busy"),
                ],
            },
            {
                "title": "导入与提醒",
                "items": [
                    _link("导入记录", "imports_importbatch", "upload_file"),
                    _link("提醒规则", "reminders_reminderpolicy", "notifications_active"),
                    _link("单份文件的提醒步骤", "reminders_plantiming", "event_upcoming"),
                    _link("逾期告知", "reminders_escalationstep", "trending_up"),
                    _link("静默日期", "reminders_quietperiod", "notifications_off"),
                    _link("暂停收信", "reminders_contactpause", "notifications_paused"),
                    _link("群机器人", "reminders_grouprobot", "smart_toy"),
                    _link("提醒台账", "reminders_reminder", "notifications"),
                    _link("发出的邮件", "reminders_outgoingmail", "mail"),
                    _link("邮件服务器状态", "reminders_mailserverstate", "dns", "mail_server"),
                ],
            },
            {"title": "记录", "items": [_link("操作记录", "units_auditentry", "history", "history")]},
        ],
    },
}
