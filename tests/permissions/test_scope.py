"""P08: while a page is answered, a query on the rows of offices that does not say of which raises; elsewhere it does not."""

import re
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.db.models import Count, Exists, F, OuterRef, Q
from django.http import HttpResponse, StreamingHttpResponse
from django.test import RequestFactory
from django.urls import reverse

from calendar_events.models import Activity, DayOverride
from reminders.models import OutgoingMail, Reminder
from tasks.models import Assignment, EvidenceFile, ExtensionRequest, Instruction, Plan, ProgressReport, Task, TaskParty
from tests.world import issue, make_clerk, make_office, make_plan, make_task, make_unit
from units.middleware import ScopeMiddleware
from units.models import AuditEntry, Membership, Office, Unit, UnitGroup, User
from units.scope import GuardedQuerySet, Unscoped
from units.sql import insert_found, listed

pytestmark = pytest.mark.django_db
ROOMS = ("units", "calendar_events", "tasks", "imports", "reminders", "reports", "govopen")


def in_a_page(work):
    """Do work as a view does it: behind the middleware."""
    page = ScopeMiddleware(lambda request: HttpResponse(str(work())))
    return page(RequestFactory().get("/")).content.decode()


@pytest.fixture
def office():
    """An office with one issued row, and a neighbour with another."""
    for slug, name in (("beihe", "北河县"), ("qingshan", "青山县")):
        office = make_office(slug, f"{name}人民政府办公室", name)
        plan = make_plan(office)
        make_task(plan, make_unit(office))
        issue(plan)
    return office


UNSCOPED = {
    "all": lambda: list(Task.objects.all()),
    "a key out of an address": lambda: Task.objects.get(pk=1),
    "keys out of a form": lambda: list(Task.objects.filter(pk__in=[1, 2])),
    "many keys": lambda: list(Task.objects.filter(pk__in=listed([1, 2]))),
    "by keys at once": lambda: Task.objects.in_bulk([1]),
    "first": lambda: Task.objects.first(),
    "a slice": lambda: list(Task.objects.order_by("pk")[:1]),
    "values": lambda: list(Task.objects.values_list("pk", flat=True)),
    "row by row": lambda: list(Task.objects.iterator()),
    "count": lambda: Task.objects.count(),
    "exists": lambda: Task.objects.filter(number=1).exists(),
    "aggregate": lambda: Task.objects.aggregate(n=Count("pk")),
    "update": lambda: Task.objects.update(vanished=False),
    "update by key": lambda: Task.objects.filter(pk=0).update(vanished=False),
    "delete": lambda: TaskParty.objects.all().delete(),
    "delete by key": lambda: TaskParty.objects.filter(pk=0).delete(),
    "written SQL": lambda: list(Task.objects.raw("SELECT * FROM tasks_task")),
    "insert from": lambda: insert_found(Unit, ["office", "name"], Unit.objects.values_list("office", "name")),
    "get or create": lambda: OutgoingMail.objects.get_or_create(message_id="<x>"),
    "an excluded office": lambda: list(Task.objects.exclude(plan__office=1)),
    "one open branch": lambda: list(Plan.objects.filter(Q(office=1) | Q(year=2026))),
    "an office compared with itself": lambda: list(Plan.objects.filter(office=F("office"))),
    "all offices below": lambda: list(Plan.objects.filter(office__parent=1)),
    "rows that come from another office": lambda: list(Task.objects.filter(upper__plan__office=1)),
    "rows written by somebody": lambda: list(Instruction.objects.filter(author=1)),
    "letters to a person, in whichever role": lambda: list(Reminder.objects.filter(contact__user=1)),
    "rows by where somebody sits": lambda: list(Instruction.objects.filter(author__memberships__office=1)),
    "a subquery without a scope": lambda: list(Assignment.objects.filter(task__in=Task.objects.filter(number=1))),
    "own keys from a subquery without one": lambda: list(Unit.objects.filter(pk__in=Unit.objects.active())),
    "exists something without one": lambda: list(Task.objects.filter(Exists(Plan.objects.filter(pk=OuterRef("plan"))))),
    "exists something elsewhere": lambda: list(Task.objects.filter(Exists(Plan.objects.filter(office=1)))),
    "not exists": lambda: list(Task.objects.filter(~Exists(Plan.objects.filter(office=1, pk=OuterRef("plan"))))),
    "half a union": lambda: list(Plan.objects.filter(office=1).union(Plan.objects.all())),
    "rows without a plan": lambda: list(EvidenceFile.objects.filter(report__reviewed_by=None)),
    "an entry of the history": lambda: AuditEntry.objects.filter(act="0" * 32).exists(),
    "all offices": lambda: list(Office.objects.all()),
    "everybody's roles": lambda: list(Membership.objects.current()),
}

SCOPED = {
    "the office": lambda office: list(Plan.objects.filter(office=office)),
    "its key in a list": lambda office: list(Plan.objects.filter(office__in=[office.pk])),
    "the office of a row above": lambda office: list(Task.objects.filter(plan__office=office, pk=1)),
    "a row above": lambda office: list(Task.objects.filter(plan=1)),
    "from the row above": lambda office: list(office.plans.first().tasks.all()),
    "many rows above": lambda office: list(Assignment.objects.filter(task__in=listed([1]))),
    "a scoped subquery": lambda office: list(Task.objects.filter(pk__in=Task.objects.filter(plan__office=office))),
    "all branches": lambda office: DayOverride.objects.for_office(office).count(),
    "a row that hangs on it": lambda office: list(Unit.objects.filter(memberships__in=[1])),
    "a group of it": lambda office: list(Unit.objects.filter(groups=UnitGroup(pk=1))),
    "exists with a scope": lambda office: list(
        ExtensionRequest.objects.filter(Exists(Assignment.objects.filter(office=office, pk=OuterRef("assignment"))))
    ),
    "union": lambda office: list(
        Plan.objects.filter(office=office).order_by().union(Plan.objects.filter(office=office).order_by())
    ),
    "nothing": lambda office: list(Plan.objects.none()) + list(Plan.objects.filter(pk=1).none()),
    "the rows of one person": lambda office: list(Membership.objects.filter(user=1)),
    "the history of the office": lambda office: AuditEntry.objects.unindexed(office_ref=office.pk).count(),
    "the ledger of a duty": lambda office: list(Reminder.objects.filter(duty_type="assignment", duty_id__in=[1])),
    "an office by name": lambda office: Office.objects.get(name=office.name),
    "a row read before": lambda office: Plan.objects.again(office.plans.first()).select_for_update().get(),
    "rows read before": lambda office: Unit.objects.again(*office.units.all()).in_bulk(),
    "an update of a row read before": lambda office: Plan.objects.again(office.plans.first()).update(
        version=F("version")
    ),
    "an update of several": lambda office: Unit.objects.bulk_update(office.units.all(), ["position"]),
    "a key of it": lambda office: office.plans.first().tasks.first().plan.office,
    "all, with a reason": lambda office: Plan.objects.everywhere("the test asks for it").count(),
    "saved, read anew, deleted": lambda office: (
        (row := make_unit(office, "县审计局")).refresh_from_db() or row.delete()
    ),
    "prefetched": lambda office: list(Plan.objects.filter(office=office).prefetch_related("tasks__assignments__unit")),
}


@pytest.mark.parametrize("name", UNSCOPED)
def test_a_page_that_asks_without_a_scope_fails(name, office):
    with pytest.raises(Unscoped, match=r"visible_to\(user\)"):
        in_a_page(UNSCOPED[name])


@pytest.mark.parametrize("name", SCOPED)
def test_a_page_that_says_whose_rows_it_wants_gets_them(name, office):
    in_a_page(lambda: SCOPED[name](office))


@pytest.mark.parametrize(
    "name", ["all", "count", "exists", "aggregate", "update", "delete", "row by row", "written SQL"]
)
def test_outside_of_a_page_sweeps_go_over_all_offices(name, office):
    UNSCOPED[name]()
    assert Task.objects.count() == 2


def test_a_page_that_failed_leaves_the_guard_off_behind_it(office):
    with pytest.raises(Unscoped):
        in_a_page(UNSCOPED["all"])
    assert Task.objects.count() == 2


def test_what_is_sent_bit_by_bit_is_guarded_to_its_end(office):
    def page(request):
        parts = (str(row) for rows in (Plan.objects.filter(office=office), Plan.objects.all()) for row in rows)
        return StreamingHttpResponse(parts)

    parts = iter(ScopeMiddleware(page)(RequestFactory().get("/")))
    next(parts)
    assert Plan.objects.count() == 2  # between two parts, the thread is free
    with pytest.raises(Unscoped):
        list(parts)


@pytest.mark.parametrize("what", [1, "1", Plan(pk=1), None])
def test_a_bare_key_is_no_row_that_was_read(what):
    with pytest.raises(TypeError, match="rows of Plan that were read"):
        Plan.objects.again(what)


def test_all_offices_are_never_meant_without_a_reason():
    with pytest.raises(ValueError, match="why"):
        Plan.objects.everywhere(" ")


def test_a_visitor_of_a_page_that_forgot_sees_an_error_and_nothing_of_others(client, office, monkeypatch):
    monkeypatch.setattr("tasks.querysets.PlanQuerySet.visible_to", lambda rows, user: rows.all())
    client.raise_request_exception = False
    client.force_login(make_clerk(office))
    answer = client.get(reverse("plan_list"))
    assert answer.status_code == 500
    assert "北河" not in answer.content.decode()


def belongs_to_an_office(model, seen=()) -> bool:
    """Whether a key leads from model to an office, other than by a person: people may act in several."""
    for field in model._meta.concrete_fields:
        there = field.related_model
        if field.name == "office_ref" or there is Office:
            return True
        if there and there not in (*seen, model, User) and belongs_to_an_office(there, (*seen, model)):
            return True
    return False


def test_every_model_whose_rows_belong_to_an_office_is_guarded():
    owned = [model for model in apps.get_models() if belongs_to_an_office(model)]
    assert {Activity, AuditEntry, Instruction, Membership, OutgoingMail, ProgressReport, TaskParty} <= set(owned)
    bare = [model for model in owned if not isinstance(model._default_manager.all(), GuardedQuerySet)]
    assert bare == [], "give these models objects = GuardedQuerySet.as_manager(), or a queryset that inherits from it"


# Each way around the guard, with the file it stands in. A new line here wants a reason that a reviewer accepts.
AROUND = {
    "govopen/dashboard.py": 2,  # names of offices, for the administrators of all
    "govopen/metrics.py": 3,  # figures of the whole installation, for who runs it
    "reminders/answer_links.py": 1,  # a signed key names a letter, and the letter its office
    "reminders/hold.py": 1,  # a hold stops the mail of the whole installation; only its number is shown
    "units/admin/account_forms.py": 2,  # the security administrator appoints people in any office
    "units/admin_base.py": 1,  # an administrator acts for no office
    "units/admin_forms.py": 1,  # the text of a row that the edited one pointed at
    "units/seals.py": 1,  # one chain seals the entries of all
}


def test_each_way_around_the_guard_is_known():
    ways = re.compile(r"\.everywhere\(|_base_manager|\.raw\(|\.objects\._|(?<!class )\bQuerySet\((?!QuerySet)")
    found = {}
    for room in ROOMS:
        for file in (settings.BASE_DIR / room).rglob("*.py"):
            path = file.relative_to(settings.BASE_DIR).as_posix()
            if path != "units/scope.py" and (count := len(ways.findall(Path(file).read_text("utf-8")))):
                found[path] = count
    assert found == AROUND
