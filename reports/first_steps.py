"""开始使用: what an office still has to do before its first year runs, each with the page where it is done."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction
from django.db.models import Count, Exists, OuterRef, Q

from calendar_events.workdays import WorkdayCalendar
from reminders.models import OutgoingMail, ReminderPolicy
from reports.models import ReportSettings
from tasks.models import Plan
from units.history import record
from units.models import Membership, Office, Unit

NEW_FOR = timedelta(days=90)  # since the first plan was issued; what is missing later stands where it matters


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do: what, how it stands or why it is wanted, where it is done, whether it is."""

    label: str
    words: str
    route: str
    is_done: bool


def first_steps(office: Office, calendar: WorkdayCalendar, today: date) -> list[Step]:
    """Return the steps of a new office, done or not.

    None for an office that put the list away, has done everything, or issued its first plan three months ago. One query
    for those that are beyond it, two for the others.
    """
    facts = _facts(office, today)
    if facts["is_hidden"] or facts["is_old"]:
        return []
    found = [*_registers(office, today), *_papers(facts), *_mail(facts, calendar, today)]
    return [] if all(step.is_done for step in found) else found


@transaction.atomic
def first_steps_hide(*, office, by, at) -> None:
    """Put the list away for everybody in the office."""
    ReportSettings.objects.get_or_create(office=office)
    settings = ReportSettings.objects.select_for_update(of=("self",)).get(office=office)
    if not settings.hides_first_steps:
        settings.hides_first_steps = True
        settings.save(update_fields=["hides_first_steps"])
        record("不再显示“开始使用”", office, by=by, at=at, office=office)


def _facts(office, today) -> dict:
    plans = Plan.objects.filter(office=office)
    sent = OutgoingMail.objects.filter(office=office, state=OutgoingMail.State.SENT)
    asked = {
        "is_hidden": ReportSettings.objects.filter(office=office, hides_first_steps=True),
        "is_old": plans.filter(issued_at__date__lt=today - NEW_FOR),
        "has_plan": plans,
        "is_issued": plans.exclude(state=Plan.State.DRAFT),
        "has_rules": ReminderPolicy.objects.filter(office=office),
        "has_mail": sent,
    }
    row = Office.objects.filter(pk=office.pk).annotate(**{name: Exists(rows) for name, rows in asked.items()})
    return row.values(*asked).get()


def _registers(office, today) -> list[Step]:
    reached = Exists(Membership.objects.contacts(today).filter(unit=OuterRef("pk")))
    units = Unit.objects.filter(office=office).active(today)
    count = units.aggregate(all=Count("pk"), reached=Count("pk", filter=Q(reached)))
    missing = count["all"] - count["reached"]
    people = f"还有{missing}个单位没有联络员，或者没有填邮箱，收不到提醒" if missing else "填好邮箱，单位才收得到提醒"
    return [
        Step("登记单位", "乡镇、街道、部门；一张表导入", "admin:units_unit_changelist", count["all"] > 0),
        Step("登记联络员", people, "admin:units_user_changelist", count["all"] > 0 and not missing),
    ]


def _papers(facts) -> list[Step]:
    return [
        Step("导入分工方案", "把印发的工作要点或任务分工表原样交进来", "import_start", facts["has_plan"]),
        Step("下发", "看一遍草稿，下发给各单位", "plan_list", facts["is_issued"]),
    ]


def _mail(facts, calendar, today) -> list[Step]:
    known = not calendar.is_provisional(today.year)
    days = f"{today.year}年的节假日和补班日（调休上班）{'已经有了' if known else '还没有登记'}"
    return [
        Step("核对工作日", days, "workdays_now", known),
        Step("看提醒规则", "提前几天提醒、几点到几点发；不用改的也点一次“保存”", "reminder_rules", facts["has_rules"]),
        Step("发测试邮件", "看邮件能不能发出去", "mail_runs", facts["has_mail"]),
    ]
