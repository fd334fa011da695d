"""What is written, and what each entry tells: when, who, of which office, from where, what, on what, which act (L01)."""

from datetime import date, timedelta
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from imports.models import ImportBatch
from imports.services import batch_preview
from reminders import jobs
from reminders.models import OutgoingMail, ReminderPolicy
from reminders.services import plan_all, run_now
from tasks.models import ProgressReport
from tests.admin.desk import bring_in, post, table
from tests.imports.papers import THREE
from tests.world import (
    AT,
    issue,
    make_assignment,
    make_clerk,
    make_office,
    make_person,
    make_plan,
    make_task,
    make_unit,
)
from units.history import record
from units.models import AuditEntry, Unit, UnitAlias

pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors]
HERE = "198.51.100.7"
DUE_DAY = AT.replace(hour=4)


@pytest.fixture
def desk(client):
    """An office with a clerk at the browser."""

    class Desk:
        office = make_office()
        unit = make_unit(office)
        clerk = make_clerk(office)
        liaison = make_person(office, unit=unit)
        browser = client

        def press(self, who, name, *args, **form):
            client.force_login(who)
            return client.post(reverse(name, args=args), form, REMOTE_ADDR=HERE)

        def get(self, who, name, *args):
            client.force_login(who)
            return client.get(reverse(name, args=args), REMOTE_ADDR=HERE)

    return Desk()


def told(verb, *, by, office, on, origin=HERE) -> AuditEntry:
    """Return the one entry of that name after a look at all that every entry tells."""
    entry = AuditEntry.objects.get(verb=verb)
    assert timezone.now() - entry.at < timedelta(minutes=1)
    assert (entry.actor_ref, entry.actor_name) == ((by.pk, by.name) if by else (None, ""))
    assert (entry.office_ref, entry.office_name) == (office.pk, office.name)
    assert entry.origin == origin
    assert (entry.object_type, entry.object_ref) == (on._meta.label_lower, str(on.pk))
    assert entry.object_label
    assert isinstance(entry.act, UUID)
    return entry


def test_the_life_of_an_assignment(desk):
    plan = make_plan(desk.office)
    next_year = timezone.localdate().year + 1
    task = make_task(plan, desk.unit, due_on=date(next_year, 12, 31))
    desk.press(desk.clerk, "plan_issue", plan.pk)
    assert told("下发", by=desk.clerk, office=desk.office, on=plan).changes == {"单位任务": [0, 1]}
    assignment = task.assignments.get()
    desk.press(desk.liaison, "assignment_receive", assignment.pk)
    entry = told("签收", by=desk.liaison, office=desk.office, on=assignment)
    assert entry.changes == {"状态": ["待签收", "办理中"]}
    desk.press(desk.liaison, "extension_ask", assignment.pk, new_due_on=f"{next_year + 1}-03-31", reason="招标推迟")
    assert told("申请延期", by=desk.liaison, office=desk.office, on=assignment).reason == "招标推迟"
    desk.press(desk.clerk, "extension_decide", assignment.extensions.get().pk, decision="grant")
    entry = told("同意延期", by=desk.clerk, office=desk.office, on=assignment)
    assert entry.changes == {"完成期限": [f"{next_year}-12-31", f"{next_year + 1}-03-31"]}


def test_a_review_with_its_reason(desk):
    assignment = make_assignment(desk.unit)
    report = ProgressReport.objects.create(
        assignment=assignment, state="submitted", progress="已公开", author=desk.liaison, created_at=AT, submitted_at=AT
    )
    assignment.state, assignment.submitted_at = "in_review", AT
    assignment.save()
    desk.press(desk.clerk, "report_return", report.pk, reason="缺少链接")
    entry = told("退回", by=desk.clerk, office=desk.office, on=assignment)
    assert (entry.reason, entry.changes) == ("缺少链接", {"状态": ["待审核", "办理中"]})


def test_a_plan_that_leaves_the_platform(desk):
    plan = make_plan(desk.office)
    make_task(plan, desk.unit)
    assert desk.get(desk.clerk, "plan_workbook", plan.pk).status_code == 200
    told("下载", by=desk.clerk, office=desk.office, on=plan)


def test_an_empty_template_is_no_event(desk):
    assert desk.get(desk.clerk, "import_template").status_code == 200
    assert not AuditEntry.objects.exists()


def test_an_import_and_its_undo(desk):
    desk.press(desk.clerk, "import_start", file=SimpleUploadedFile("分工.txt", THREE))
    batch = ImportBatch.objects.get()
    told("上传文件", by=desk.clerk, office=desk.office, on=batch)
    batch.answers = {"units": {name: {"as": "new", "kind": "bureau"} for name in ("县住建局", "县某某局")}}
    batch.save()
    desk.press(desk.clerk, "import_apply", batch.pk, stamp=batch_preview(batch).stamp)
    batch.refresh_from_db()
    assert batch.state == "applied"
    entry = told("导入", by=desk.clerk, office=desk.office, on=batch)
    assert entry.act == AuditEntry.objects.filter(verb="登记").first().act
    desk.press(desk.clerk, "import_undo", batch.pk)
    told("撤销导入", by=desk.clerk, office=desk.office, on=batch)


def test_a_register_and_its_rows(desk):
    desk.browser.defaults["REMOTE_ADDR"] = HERE
    desk.browser.force_login(desk.clerk)
    post(desk.browser, "units_unitalias", name="县局", unit=desk.unit.pk)
    alias = UnitAlias.objects.get()
    told("新增", by=desk.clerk, office=desk.office, on=alias)
    post(desk.browser, "units_unitalias", alias.pk, name="县财局", unit=desk.unit.pk)
    assert told("修改", by=desk.clerk, office=desk.office, on=alias).changes == {"名称": ["县局", "县财局"]}
    desk.browser.post(reverse("admin:units_unitalias_delete", args=[alias.pk]), {"post": "yes"})
    told("删除", by=desk.clerk, office=desk.office, on=alias)


def test_a_sheet_brought_into_a_register_is_one_act_with_its_sum(desk):
    desk.browser.defaults["REMOTE_ADDR"] = HERE
    desk.browser.force_login(desk.clerk)
    rows = [[f"青山县第{n}局", f"县第{n}局", "政府部门"] for n in range(3)]
    bring_in(desk.browser, "units_unit", table(["全称", "简称", "类别"], *rows))
    whole = told("导入登记表", by=desk.clerk, office=desk.office, on=desk.office)
    assert (whole.object_label, whole.changes) == ("单位登记表", {"新增": [0, 3]})
    assert AuditEntry.objects.filter(verb="导入新增", act=whole.act).count() == 3
    bring_in(desk.browser, "units_unit", table(["全称", "简称", "类别"], *rows))
    assert AuditEntry.objects.count() == 4  # nothing changed, nothing is told


def test_a_register_that_leaves_the_platform(desk):
    desk.press(desk.clerk, "admin:units_unit_export", format="1")
    assert told("导出", by=desk.clerk, office=desk.office, on=desk.office).object_label == "单位（1行）"


def test_a_setting(desk):
    policy = ReminderPolicy.objects.create(office=desk.office)
    desk.browser.defaults["REMOTE_ADDR"] = HERE
    desk.browser.force_login(desk.clerk)
    form = (
        desk.browser.get(reverse("admin:reminders_reminderpolicy_change", args=[policy.pk])).context["adminform"].form
    )
    values = {name: form.initial.get(name) for name in form.fields}
    values = {name: value for name, value in values.items() if value not in (None, False)}
    values["steps"] = "15、7、1"
    answer = post(desk.browser, "reminders_reminderpolicy", policy.pk, **values)
    assert answer.status_code == 302
    entry = told("修改", by=desk.clerk, office=desk.office, on=policy)
    assert [new for _, new in entry.changes.values()] == ["15、7、1"]


@pytest.mark.django_db(transaction=True)
def test_a_run_of_mails_is_told_once_for_each_office_and_only_if_something_left(smtp_server, monkeypatch):
    monkeypatch.setattr(jobs, "database_now", lambda: DUE_DAY)
    offices = [make_office(), make_office("beihe", "北河县人民政府办公室", "北河县")]
    for office, count in zip(offices, (2, 1), strict=True):
        for n in range(count):
            unit = make_unit(office, f"县第{n}局")
            make_person(office, unit=unit)
            make_assignment(unit, due_on=DUE_DAY.date())
    before = AuditEntry.objects.count()
    plan_all(DUE_DAY)
    assert AuditEntry.objects.count() == before  # planning sends nothing
    jobs.send_mail(*OutgoingMail.objects.values_list("pk", flat=True))
    entries = list(AuditEntry.objects.filter(verb="发送提醒").order_by("office_ref"))
    assert [(entry.office_ref, entry.changes) for entry in entries] == [
        (office.pk, {"邮件": [0, count]}) for office, count in zip(offices, (2, 1), strict=True)
    ]
    assert {entry.actor_ref for entry in entries} == {None}
    assert {entry.origin for entry in entries} == {"reminders.jobs.send_mail"}
    assert len({entry.act for entry in entries}) == 1
    jobs.send_mail(*OutgoingMail.objects.values_list("pk", flat=True))
    jobs.sweep()
    run_now(DUE_DAY)
    assert AuditEntry.objects.filter(verb="发送提醒").count() == 2


@pytest.mark.django_db(transaction=True)
def test_a_run_from_the_command_line_says_so(smtp_server):
    office = make_office()
    unit = make_unit(office)
    make_person(office, unit=unit)
    issue_day = make_plan(office)
    make_task(issue_day, unit, due_on=DUE_DAY.date())
    issue(issue_day)
    call_command("send_reminders", "--on", DUE_DAY.date().isoformat(), "--dry-run")
    assert not AuditEntry.objects.filter(verb="发送提醒").exists()
    call_command("send_reminders", "--on", DUE_DAY.date().isoformat())
    assert AuditEntry.objects.get(verb="发送提醒").origin == "send_reminders"


def test_what_belongs_together_is_one_act_and_two_presses_are_two(desk):
    for n in range(2):
        plan = make_plan(desk.office, title=f"第{n}份")
        make_task(plan, desk.unit)
        desk.press(desk.clerk, "plan_issue", plan.pk)
    first, second = AuditEntry.objects.filter(verb="下发")
    assert first.act != second.act


# -- what it tells outlives whom it tells of (L09)


def test_entries_keep_the_names_of_then_when_people_units_and_offices_go():
    office = make_office()
    clerk, unit = make_clerk(office), Unit.objects.create(office=office, name="青山县财政局", short_name="县财政局")
    names = clerk.name, office.name
    entry = record("修改", unit, by=clerk, at=AT, office=office)
    clerk.name = "改了名"
    clerk.save()
    unit.delete()
    clerk.memberships.all().delete()
    clerk.delete()
    office.delete()
    kept = AuditEntry.objects.get(pk=entry.pk)
    assert (kept.actor_name, kept.office_name) == names
    assert (kept.object_label, kept.object_ref) == ("县财政局", entry.object_ref)
    assert str(kept) == f"{names[0]} 修改 县财政局"


def test_an_entry_is_tied_to_no_other_row():
    assert [field.name for field in AuditEntry._meta.get_fields() if field.is_relation] == []
