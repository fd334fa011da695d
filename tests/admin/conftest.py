"""Two offices, the second only to be hidden, and one row of everything in each."""

from copy import deepcopy
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.utils import timezone

from calendar_events.models import Activity, ActivitySchedule, DayOverride
from imports.models import ImportBatch
from reminders.models import (
    ContactPause,
    EscalationStep,
    GroupRobot,
    MailServerState,
    OutgoingMail,
    PlanTiming,
    QuietPeriod,
    Reminder,
    ReminderPolicy,
)
from tasks.models import Evidence, ExtensionRequest, ProgressReport, ReturnPhrase
from tests.world import (
    AT,
    make_admin,
    make_assignment,
    make_clerk,
    make_group,
    make_office,
    make_person,
    make_plan,
    make_unit,
)
from units.history import record
from units.models import ApiToken, LockOut, LoginSession, Membership, UnitAlias

DAY = AT.date()


def fill(office, name, only_once=True):
    """Return one row of every model for office, without its rules if it has them; the texts carry name."""
    unit, now = make_unit(office, f"{name}局"), timezone.now()
    person = make_person(office, unit=unit)
    member = person.memberships.get()
    draft = make_plan(office, title=f"{name}草稿")
    assignment = make_assignment(unit)
    report = ProgressReport.objects.create(
        assignment=assignment, state="submitted", progress=f"{name}进展", author=person, created_at=AT, submitted_at=AT
    )
    schedule = ActivitySchedule.objects.create(office=office, year=2026, title=f"{name}安排表")
    mail = OutgoingMail.objects.create(
        office=office,
        address=person.email,
        address_key=person.email,
        local_date=DAY,
        next_at=AT,
        message_id=f"{office.slug}{name}@govopen.example",
    )
    return {
        "units_office": office,
        "units_unit": unit,
        "units_unitalias": UnitAlias.objects.create(office=office, name=f"{name}别名", unit=unit),
        "units_unitgroup": make_group(office, f"{name}组", unit),
        "units_membership": member,
        "units_user": person,
        "units_lockout": LockOut.objects.create(
            username=person.username, ip_address="192.0.2.7", failures_since_start=2, user_agent=name
        ),
        "units_loginsession": LoginSession.objects.create(
            user=person, session_key=f"{office.slug}{name}", started_at=now, seen_at=now, address="192.0.2.7"
        ),
        "units_apitoken": ApiToken.objects.create(
            office=office, name=f"{name}平台", digest=f"{office.slug}{name}", created_at=AT, valid_until=DAY
        ),
        "units_auditentry": record("测试", unit, by=None, at=AT, office=office, changes={"全称": ["旧", "新"]}),
        "tasks_plan": draft,
        "tasks_task": assignment.task,
        "tasks_assignment": assignment,
        "tasks_progressreport": report,
        "tasks_evidence": Evidence.objects.create(report=report, url="/published/1", title=f"{name}佐证"),
        "tasks_extensionrequest": ExtensionRequest.objects.create(
            assignment=assignment,
            old_due_on=assignment.due_on,
            new_due_on=assignment.due_on.replace(year=2027),
            reason=f"{name}理由",
            asked_by=person,
            asked_at=AT,
        ),
        "tasks_returnphrase": ReturnPhrase.objects.create(office=office, text=f"{name}用语"),
        "calendar_events_activityschedule": schedule,
        "calendar_events_activity": Activity.objects.create(
            schedule=schedule, seq=1, month=5, host=unit, host_text=unit.short_name, theme=f"{name}主题"
        ),
        "calendar_events_dayoverride": DayOverride.objects.create(
            office=office, day=DAY + timedelta(days=office.units.count() - 1), name=f"{name}节", is_workday=False
        ),
        "imports_importbatch": ImportBatch.objects.create(
            office=office,
            file_name=f"{name}文件",
            title=f"{name}标题",
            content={},
            created_at=AT,
            result={"created": 2},
        ),
        "reminders_reminderpolicy": ReminderPolicy.objects.create(office=office) if only_once else None,
        "reminders_plantiming": PlanTiming.objects.create(plan=draft),
        "reminders_escalationstep": EscalationStep.objects.create(
            office=office, after_days=office.units.count(), audience="leader"
        ),
        "reminders_quietperiod": QuietPeriod.objects.create(office=office, from_on=DAY, to_on=DAY, why=f"{name}静默"),
        "reminders_contactpause": ContactPause.objects.create(
            contact=member, from_on=DAY, to_on=DAY, why=f"{name}暂停"
        ),
        "reminders_grouprobot": GroupRobot.objects.create(
            office=office, name=f"{name}群", kind="wecom", url="https://x"
        ),
        "reminders_outgoingmail": mail,
        "reminders_mailserverstate": MailServerState.objects.get_or_create(pk=1)[0],
        "reminders_reminder": Reminder.objects.create(
            office=office,
            contact=member,
            duty_type="assignment",
            duty_id=assignment.pk,
            stage="-7",
            due_version=1,
            kind="due",
            mail=mail,
            created_at=AT,
        ),
    }


@pytest.fixture
def world(db, built):
    """The office 青山县 with its people, and 邻水县 beside it."""
    return deepcopy(built)


@pytest.fixture(scope="module")
def built(lasting):
    """The rows of the world, which no test keeps from another."""
    office = make_office()
    other = make_office("linshui", "邻水县人民政府办公室", "邻水县")
    rows, hidden = fill(office, "青山"), fill(other, "邻水")
    return SimpleNamespace(
        office=office,
        other=other,
        rows=rows,
        hidden=hidden,
        clerk=make_clerk(office),
        leader=make_person(office, Membership.Role.OFFICE_LEADER),
        liaison=rows["units_user"],
        system=make_admin("system"),
        security=make_admin("security"),
        audit=make_admin("audit"),
    )


@pytest.fixture
def clerk(client, world):
    """The browser of the office's clerk."""
    client.force_login(world.clerk)
    return client
