"""When its entry cannot be written, an act does not happen (L05)."""

from datetime import date

import pytest
from django.apps import apps
from django.db import IntegrityError, connection
from django.urls import reverse

from calendar_events.models import Activity, ActivitySchedule
from calendar_events.services import activity_fill_in, activity_mark_held, schedule_issue, schedule_roll_forward
from imports.services import ImportRefused, batch_answer, batch_apply, batch_discard, batch_preview, batch_undo
from reminders.services import run_now
from tasks.services.drafts import task_add, task_drop, task_save
from tasks.services.extensions import extension_ask, extension_decide
from tasks.services.instructions import instruction_give
from tasks.services.issue import plan_close, plan_issue
from tasks.services.lifecycle import assignment_cancel, assignment_receive, assignment_set_due
from tasks.services.reassign import assignment_reassign
from tasks.services.reports import report_submit
from tasks.services.review import report_accept, report_return
from tasks.services.roll_forward import plan_roll_forward
from tests.admin.desk import confirm, post, preview, table
from tests.imports.desk import Desk as ImportDesk
from tests.units.history.desk import run
from tests.world import AT, make_assignment, make_clerk, make_office, make_person, make_plan, make_task, make_unit
from units.models import AuditEntry, Unit
from units.services import appoint, end_membership

pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors]
LATER = date(2027, 3, 31)
VALUES = {"progress": "已公开。", "problem": "", "next_step": "", "needs_coordination": False}


def fill_the_disk() -> None:
    """From now on the database takes no entry, as when its disk is full."""
    if connection.vendor == "sqlite":
        run("CREATE TRIGGER full BEFORE INSERT ON units_auditentry BEGIN SELECT RAISE(ABORT, 'no room left'); END")
        return
    run(
        "CREATE FUNCTION pg_temp.no_room() RETURNS trigger LANGUAGE plpgsql AS"
        " $$ BEGIN RAISE EXCEPTION 'no room left' USING ERRCODE = 'integrity_constraint_violation'; END $$"
    )
    run("CREATE TRIGGER no_room BEFORE INSERT ON units_auditentry FOR EACH ROW EXECUTE FUNCTION pg_temp.no_room()")


def contents() -> dict:
    """Return every row of every table of the office's work."""
    rooms = ("units", "tasks", "calendar_events", "imports", "reminders")
    models = [model for room in rooms for model in apps.get_app_config(room).get_models(include_auto_created=True)]
    return {model: list(model.objects.order_by("pk").values_list()) for model in models}


class World:
    """One thing of each kind, each ready for its next act."""

    def __init__(self):
        self.office = make_office()
        self.unit, self.other = make_unit(self.office), make_unit(self.office, "县住建局")
        self.clerk, self.liaison = make_clerk(self.office), make_person(self.office, unit=self.unit)
        self.draft = make_plan(self.office, title="草稿")
        self.row = make_task(self.draft, self.unit)
        self.fresh, self.going, self.asked = (make_assignment(self.unit) for _ in range(3))
        for each in (self.going, self.asked):
            assignment_receive(assignment=each, by=self.liaison, at=AT)
        self.answered = make_assignment(self.unit)
        assignment_receive(assignment=self.answered, by=self.liaison, at=AT)
        self.report = self.submit(self.answered)
        self.request = extension_ask(assignment=self.asked, new_due_on=LATER, reason="招标推迟", by=self.liaison, at=AT)
        self.schedule = ActivitySchedule.objects.create(office=self.office, year=2026, title="安排表")
        self.activity = Activity.objects.create(
            schedule=self.schedule, seq=1, month=5, host=self.unit, host_text="县财政局", theme="开放日", day=AT.date()
        )

    def submit(self, assignment):
        return report_submit(assignment=assignment, values=VALUES, links=[], version=0, by=self.liaison, at=AT)


ACTS = {
    plan_issue: lambda w: {"plan": w.draft},
    plan_close: lambda w: {"plan": w.fresh.task.plan},
    plan_roll_forward: lambda w: {"plan": w.draft, "year": 2027, "title": "明年"},
    task_add: lambda w: {"plan": w.draft, "values": {"requirement": "新的一项。"}},
    task_save: lambda w: {"task": w.row, "values": {"requirement": "改过的一项。"}},
    task_drop: lambda w: {"task": w.row},
    assignment_receive: lambda w: {"assignment": w.fresh},
    assignment_cancel: lambda w: {"assignment": w.going, "reason": "机构撤并"},
    assignment_set_due: lambda w: {"assignment": w.going, "due_on": LATER, "reason": "统一推迟"},
    assignment_reassign: lambda w: {"assignment": w.fresh, "unit": w.other, "reason": "职能划转"},
    report_submit: lambda w: {"assignment": w.going, "values": VALUES, "links": [], "version": 0},
    report_accept: lambda w: {"report": w.report},
    report_return: lambda w: {"report": w.report, "reason": "缺少链接"},
    extension_ask: lambda w: {"assignment": w.going, "new_due_on": LATER, "reason": "招标推迟"},
    extension_decide: lambda w: {"extension": w.request, "granted": True},
    instruction_give: lambda w: {"assignment": w.going, "text": "抓紧办理。"},
    activity_fill_in: lambda w: {"activity": w.activity, "values": {"theme": "新主题"}},
    activity_mark_held: lambda w: {"activity": w.activity},
    schedule_issue: lambda w: {"schedule": w.schedule},
    schedule_roll_forward: lambda w: {"schedule": w.schedule, "year": 2027, "title": "明年"},
    appoint: lambda w: {"user": w.liaison, "office": w.office, "unit": w.other, "role": "liaison"},
    end_membership: lambda w: {"member": w.liaison.memberships.get(), "to_on": AT.date()},
}


@pytest.mark.parametrize("act", ACTS, ids=lambda act: act.__name__)
def test_an_act_whose_entry_cannot_be_written_changes_nothing(act):
    world = World()
    given = {"by": world.clerk, "at": AT} | ACTS[act](world)
    before = contents()
    fill_the_disk()
    with pytest.raises(IntegrityError, match="no room left"):
        act(**given)
    assert contents() == before


@pytest.mark.parametrize("act", ACTS, ids=lambda act: act.__name__)
def test_with_room_the_same_act_happens_and_is_written(act):
    world = World()
    entries = AuditEntry.objects.count()
    before = contents()
    act(**{"by": world.clerk, "at": AT} | ACTS[act](world))
    after = contents()
    assert AuditEntry.objects.count() > entries
    assert [model for model in before if model is not AuditEntry and before[model] != after[model]]


def refuses(act, **given) -> bool:
    before = contents()
    fill_the_disk()
    # an apply names what it could not store in a sentence of its own; the database's word stands behind it
    with pytest.raises((IntegrityError, ImportRefused)) as refusal:
        act(**given)
    assert "no room left" in str(refusal.value) + str(refusal.value.__cause__)
    return contents() == before


def test_a_paper_is_not_taken_in():
    desk = ImportDesk()
    fill_the_disk()
    before = contents()
    with pytest.raises(IntegrityError, match="no room left"):
        desk.open()
    assert contents() == before


@pytest.mark.parametrize("act", [batch_apply, batch_answer, batch_discard, batch_undo], ids=lambda act: act.__name__)
def test_an_import_is_not_answered_applied_discarded_or_undone(act):
    desk = ImportDesk()
    batch = desk.load() if act is batch_undo else desk.open()
    given = {"batch": batch, "by": desk.clerk, "at": AT}
    if act is batch_apply:
        given["stamp"] = batch_preview(batch).stamp
    if act is batch_answer:
        given["answers"] = {"units": {"县某某局": {"as": "new", "kind": "bureau"}}}
    assert refuses(act, **given)


def test_a_register_is_not_changed_in_the_admin(client):
    world = World()
    client.force_login(world.clerk)
    before = contents()
    fill_the_disk()
    form = {"name": "县审计局", "short_name": "县审计局", "kind": "bureau", "position": "1"}
    with pytest.raises(IntegrityError, match="no room left"):
        post(client, "units_unit", **form)
    with pytest.raises(IntegrityError, match="no room left"):
        post(client, "units_unit", world.other.pk, **form)
    with pytest.raises(IntegrityError, match="no room left"):
        client.post(reverse("admin:units_unit_delete", args=[world.other.pk]), {"post": "yes"})
    assert contents() == before


def test_a_sheet_is_not_imported_into_a_register(client):
    office = make_office()
    client.force_login(make_clerk(office))
    sheet = table(["全称", "简称", "类别"], ["青山县审计局", "县审计局", "政府部门"])
    previewed = preview(client, "units_unit", sheet)
    assert previewed.context["result"].totals["new"] == 1
    fill_the_disk()
    confirm(client, "units_unit", previewed, follow=False)
    assert not Unit.objects.exists()


def test_a_password_is_not_set(client):
    person = make_clerk(make_office())
    client.force_login(person)
    fill_the_disk()
    word = "Xin-mi-ma-2026-07"
    form = {"old_password": "Qing-shan-2026", "new_password1": word, "new_password2": word}
    with pytest.raises(IntegrityError, match="no room left"):
        client.post(reverse("password"), form)
    person.refresh_from_db()
    assert person.check_password("Qing-shan-2026")


@pytest.mark.parametrize(
    "address",
    [
        lambda w: reverse("plan_workbook", args=[w.draft.pk]),
        lambda w: reverse("admin:units_auditentry_export"),
    ],
)
def test_nothing_leaves_the_platform_unseen(client, address):
    world = World()
    client.force_login(world.clerk)
    asked = address(world)
    fill_the_disk()
    with pytest.raises(IntegrityError, match="no room left"):
        client.get(asked)


def test_a_register_does_not_leave_unseen(client):
    world = World()
    client.force_login(world.clerk)
    fill_the_disk()
    with pytest.raises(IntegrityError, match="no room left"):
        client.post(reverse("admin:units_unit_export"), {"format": "1"})


@pytest.mark.django_db(transaction=True)
def test_a_run_of_mails_that_cannot_be_noted_is_an_error_and_its_letters_are_in_the_outbox(smtp_server):
    office = make_office()
    make_person(office, unit=make_unit(office))
    make_assignment(Unit.objects.get(), due_on=AT.date())
    fill_the_disk()
    with pytest.raises(IntegrityError, match="no room left"):
        run_now(AT)
    assert len(smtp_server.messages) == 1
    run("DROP TRIGGER full" if connection.vendor == "sqlite" else "DROP TRIGGER no_room ON units_auditentry")
    run_now(AT)
    assert len(smtp_server.messages) == 1
