"""Builders for tests: a small invented office whose people, units and plans a test names itself."""

from datetime import UTC, date, datetime
from itertools import count

from django_otp import DEVICE_ID_SESSION_KEY
from django_otp.plugins.otp_totp.models import TOTPDevice

from tasks.models import Assignment, Plan, Task, TaskParty
from tasks.services.issue import plan_issue
from units.models import Membership, Office, Unit, UnitGroup, User

AT = datetime(2026, 5, 11, 2, 0, tzinfo=UTC)  # a Monday, ten o'clock in Shanghai
PASSWORD = "Qing-shan-2026"
_numbers = count(1)


def make_office(slug="qingshan", name="青山县人民政府办公室", region="青山县", **fields) -> Office:
    """Return an office."""
    return Office.objects.create(
        slug=slug, name=name, short_name=name.replace("人民政府", "政府"), region=region, **fields
    )


def make_unit(office, short_name="县财政局", kind=Unit.Kind.BUREAU, **fields) -> Unit:
    """Return a unit of office."""
    fields = {"name": office.region + short_name.removeprefix("县"), "position": next(_numbers)} | fields
    return Unit.objects.create(office=office, short_name=short_name, kind=kind, **fields)


def make_group(office, name, *members, **fields) -> UnitGroup:
    """Return a group of units."""
    group = UnitGroup.objects.create(office=office, name=name, **fields)
    group.members.set(members)
    return group


def make_person(office, role=Membership.Role.LIAISON, unit=None, email=None, **fields) -> User:
    """Return a person with one role; the password is 'Qing-shan-2026'."""
    n = next(_numbers)
    email = f"person{n}@qingshan.example" if email is None else email
    user = User(username=f"person{n}", name=f"{unit or office.short_name}人员{n}", email=email, **fields)
    user.set_password(PASSWORD)
    user.is_staff = role in Membership.OFFICE_ROLES
    user.save()
    Membership.objects.create(user=user, office=office, unit=unit, role=role)
    return user


def make_clerk(office) -> User:
    """Return somebody who may issue, review and import for office."""
    return make_person(office, Membership.Role.OFFICE)


def make_admin(role=User.AdminRole.SYSTEM, **fields) -> User:
    """Return one of the three administrators with an enrolled device; the password is 'Qing-shan-2026'."""
    n = next(_numbers)
    names = {"username": f"admin{n}", "name": f"管理员{n}", "email": f"admin{n}@qingshan.example"}
    user = User(admin_role=role, is_staff=True, **names | fields)
    user.set_password(PASSWORD)
    user.save()
    TOTPDevice.objects.create(user=user, name="手机")
    return user


def log_in(client, user) -> None:
    """Log user in as the log-in page does when the second factor was shown."""
    client.force_login(user)
    if user.admin_role:
        session = client.session
        session[DEVICE_ID_SESSION_KEY] = TOTPDevice.objects.get(user=user).persistent_id
        session.save()


def make_plan(office, title="2026年青山县政务公开工作要点", year=2026, **fields) -> Plan:
    """Return a draft plan without tasks."""
    return Plan.objects.create(office=office, year=year, title=title, **fields)


def make_task(plan, *parties, due_on=date(2026, 12, 31), role="responsible", **fields) -> Task:
    """Return a task of plan that names the given units and groups."""
    position = plan.tasks.count() + 1
    fields = {"requirement": f"第{position}项具体要求，及时公开。", "deadline_raw": "2026年12月底前"} | fields
    kind = fields.pop("deadline_kind", "fixed" if due_on else "open")
    task = Task.objects.create(
        plan=plan, position=position, number=str(position), due_on=due_on, deadline_kind=kind, **fields
    )
    for place, party in enumerate(parties, start=1):
        target = {"group": party} if isinstance(party, UnitGroup) else {"unit": party}
        TaskParty.objects.create(task=task, position=place, text=str(party), role=role, **target)
    return task


def issue(plan, by=None, at=AT) -> Plan:
    """Issue plan and return it as saved."""
    plan_issue(plan=plan, by=by or make_clerk(plan.office), at=at)
    plan.refresh_from_db()
    return plan


def make_assignment(unit, due_on=date(2026, 12, 31), **fields) -> Assignment:
    """Return the assignment of a one-task plan issued to unit."""
    plan = make_plan(unit.office, title=f"2026年第{next(_numbers)}号任务分工")
    task = make_task(plan, unit, due_on=due_on, **fields)
    issue(plan)
    return task.assignments.get()
