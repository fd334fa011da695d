"""The stages of the ledger in the words of an office: when something is said, and why then."""

import re
from datetime import date

from calendar_events.steps import LABELS
from documents.days import long_day, short_day
from reminders.models import EscalationStep
from reminders.models.policy import Timing

AUDIENCE = dict(EscalationStep.Audience.choices)
FIXED = {
    "new": "新下发",
    "gone": "不再由您办理",
    "back": "恢复办理",
    # of activities, as they were named before they had steps
    "month": "举办当月",
    "after": "时间已过，登记举办情况",
} | {name: f"活动：{label}" for name, label in LABELS.items()}
PATTERNS = [
    (r"-(\d+)", lambda days: f"提前{days}个工作日"),
    (r"0", lambda: "到期当天"),
    (r"w(\d+)", lambda week: f"逾期第{week}周"),
    (r"y(\d+)", lambda week: f"年底任务第{week}周汇总"),
    (r"c-0", lambda: "佐证材料截止当天"),
    (r"c-(\d+)", lambda days: f"佐证材料截止前{days}个工作日"),
    (r"standing-(\d+)", lambda year: f"{year}年度反馈"),
    (r"up-([a-z]+)-(\d+)", lambda who, days: f"逾期满{days}个工作日告知{AUDIENCE.get(who, who)}"),
    (r"chase-(\d+)", lambda number: f"第{number}次催办"),
    (rf"chase-({'|'.join(LABELS)})-(\d+)", lambda name, number: f"活动：{LABELS[name]}，第{number}次催办"),
    (rf"({'|'.join(LABELS)})-w(\d+)", lambda name, week: f"活动：{LABELS[name]}，逾期第{week}周"),
    (r"anew-\d+", lambda: "重新下发"),
    (r"returned-\d+", lambda: "被退回"),
    (r"reopened-\d+", lambda: "重新办理"),
    (r"instruction-\d+", lambda: "领导批示"),
    (r"leader-\d+", lambda: "待单位领导审核"),
]


def stage_words(stage: str) -> str:
    """Return a stage in words: "-7" is 提前7个工作日. One that no rule knows any more is shown as it was written."""
    for pattern, words in PATTERNS:
        if found := re.fullmatch(pattern, stage):
            return words(*found.groups())
    return FIXED.get(stage, stage)


def timing_words(timing: Timing) -> str:
    """Return the steps of an office or a plan in words: 期限前15、7个工作日和到期当天提醒，逾期后每周提醒，共8周."""
    days = "、".join(str(days) for days in timing.steps if days)
    when = [f"期限前{days}个工作日"] if days else []
    when += ["到期当天"] if 0 in timing.steps else []
    before = f"{'和'.join(when)}提醒" if when else "期限前不提醒"
    weeks = timing.overdue_weeks
    return f"{before}，{f'逾期后每周提醒，共{weeks}周' if weeks else '逾期后不发邮件'}"


def day_in(day: date, today: date) -> str:
    """Return a day as 12月22日, with the year in front when it is another one than today's."""
    return short_day(day) if day.year == today.year else long_day(day)
