"""Who may open which page of the admin, and which rows are there."""

import pytest
from django.contrib import admin
from django.urls import reverse

from tasks.models import ProgressReport
from tests.world import AT, log_in, make_person, make_unit
from units.models import Membership

pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors]

MODELS = sorted(f"{model._meta.app_label}_{model._meta.model_name}" for model in admin.site._registry)
REGISTERS = {"units_office", "units_unit", "units_unitalias", "units_unitgroup"}
TIMES = {"reminders_plantiming", "reminders_escalationstep", "reminders_quietperiod", "reminders_contactpause"}
SETTINGS = TIMES | {
    "calendar_events_dayoverride",
    "reminders_grouprobot",
    "reminders_reminderpolicy",
    "tasks_returnphrase",
}
PEOPLE = {"units_membership", "units_user"}
WORK = {"tasks_plan", "calendar_events_activityschedule", "calendar_events_activity"}
EDITABLE = REGISTERS | SETTINGS | PEOPLE | WORK
ADDED_BY_CLERK = EDITABLE - {"units_office", "tasks_plan", "reminders_reminderpolicy"}
DELETABLE = TIMES | {
    "units_unit",
    "units_unitalias",
    "units_unitgroup",
    "calendar_events_dayoverride",
    "reminders_grouprobot",
    "tasks_returnphrase",
}
SECURITY = {"units_lockout", "units_loginsession"}
SERVER = {"reminders_mailserverstate"}
OFFICE = ("clerk", "leader")
ALL = (*OFFICE, "system", "security", "audit")
SEEN = {
    "clerk": set(MODELS) - SECURITY - SERVER,
    "leader": set(MODELS) - SECURITY - SERVER,
    "system": set(MODELS) - SECURITY - {"units_user", "units_auditentry"},
    "security": {"units_office", "units_unit"} | PEOPLE | SECURITY,
    "audit": {"units_auditentry"} | SECURITY,
}
CHANGED = {
    "clerk": EDITABLE,
    "leader": set(),
    "system": REGISTERS | SETTINGS,
    "security": PEOPLE,
    "audit": set(),
}
ADDED = CHANGED | {"clerk": ADDED_BY_CLERK}
DELETED = {who: DELETABLE & CHANGED[who] for who in ALL}


def url(model, page, *args):
    return reverse(f"admin:{model}_{page}", args=args)


def test_every_registered_model_has_a_row_here(world):
    assert sorted(world.rows) == MODELS


@pytest.mark.parametrize("who", ALL)
def test_lists_and_rows_open_for_whom_they_are_meant(client, world, who):
    log_in(client, getattr(world, who))
    for model in MODELS:
        expected = 200 if model in SEEN[who] else 403
        assert client.get(url(model, "changelist")).status_code == expected, model
        assert client.get(url(model, "changelist"), {"q": "青山"}).status_code == expected, model
        assert client.get(url(model, "change", world.rows[model].pk)).status_code == expected, model


@pytest.mark.parametrize("who", ALL)
def test_who_may_add(client, world, who):
    log_in(client, getattr(world, who))
    for model in MODELS:
        answer = client.get(url(model, "add"))
        if model == "imports_importbatch":  # the page of the platform decides
            assert answer.headers["Location"] == reverse("import_start")
        else:
            assert answer.status_code == (200 if model in ADDED[who] else 403), model
            posted = client.post(url(model, "add"), {})
            assert (posted.status_code == 403) == (model not in ADDED[who]), model


@pytest.mark.parametrize("who", ALL)
def test_each_changes_and_deletes_the_own_part_only(client, world, who):
    log_in(client, getattr(world, who))
    for model in MODELS:
        row = world.rows[model]
        posted = client.post(url(model, "change", row.pk), {})
        assert (posted.status_code != 403) == (model in CHANGED[who]), model
        asked = client.get(url(model, "delete", row.pk))
        assert (asked.status_code == 200) == (model in DELETED[who]), model


def test_rows_of_another_office_are_not_there(clerk, world):
    for model in SEEN["clerk"]:
        row = world.hidden[model]
        for page in ("change", "delete", "history"):
            assert clerk.get(url(model, page, row.pk)).status_code == 404, model
        assert clerk.post(url(model, "change", row.pk), {}).status_code == 404, model
        assert "邻水" not in clerk.get(url(model, "changelist")).content.decode(), model


def test_forms_and_filters_do_not_name_another_office(clerk, world):
    for model in SEEN["clerk"]:
        for page in (url(model, "change", world.rows[model].pk), url(model, "add")):
            assert "邻水" not in clerk.get(page).content.decode(), page


def test_autocomplete_offers_the_own_office_only(clerk, world):
    make_unit(world.office, "县邻水管理站")
    query = {"app_label": "units", "model_name": "unitalias", "field_name": "unit", "term": "邻水"}
    answer = clerk.get(reverse("admin:autocomplete"), query).json()
    assert [row["text"] for row in answer["results"]] == ["县邻水管理站"]


def test_people_of_units_stay_outside(client, world):
    client.force_login(world.liaison)
    for model in MODELS:
        answer = client.get(url(model, "changelist"))
        assert answer.status_code == 302, model
        assert answer.headers["Location"].startswith(reverse("admin:login"))


def test_a_clerk_who_acts_at_the_desk_of_a_unit_is_outside_too(client, world):
    unit = world.rows["units_unit"]
    clerk = make_person(world.office, Membership.Role.OFFICE)
    desk = Membership.objects.create(user=clerk, office=world.office, unit=unit, role=Membership.Role.LIAISON)
    client.force_login(clerk)
    client.post(reverse("switch_desk"), {"membership": desk.pk})
    assert client.get(url("units_unit", "changelist")).status_code == 403
    assert "单位别名" not in client.get(reverse("admin:index")).content.decode()


def test_strangers_are_asked_to_log_in(client, world):
    assert client.get(reverse("admin:index")).status_code == 302


def test_a_clerk_whose_role_has_ended_is_outside(client, world):
    clerk = make_person(world.office, Membership.Role.OFFICE)
    clerk.memberships.update(to_on="2026-01-01")
    client.force_login(clerk)
    assert client.get(url("units_unit", "changelist")).status_code == 403


@pytest.mark.parametrize(
    ("model", "lookup"),
    [
        ("units_unit", "memberships__user__password__startswith"),
        ("units_user", "password__startswith"),
        ("units_membership", "user__password__startswith"),
        ("tasks_progressreport", "author__password__startswith"),
    ],
)
def test_lookups_cannot_reach_into_other_tables(clerk, world, model, lookup):
    assert clerk.get(url(model, "changelist"), {lookup: "a"}).status_code in (302, 400)


def test_index_names_the_office_and_leads_back(clerk, world):
    page = clerk.get(reverse("admin:index")).content.decode()
    assert world.office.name in page
    assert reverse("overview") in page


@pytest.mark.parametrize("who", ALL)
def test_only_who_has_daily_work_is_led_back_to_it(client, world, who):
    log_in(client, getattr(world, who))
    page = client.get(reverse("admin:index")).content.decode()
    assert ("返回工作平台" in page) == (who in OFFICE)


@pytest.mark.parametrize("who", ["clerk", "system"])
def test_what_a_unit_has_not_handed_in_yet_is_the_units_own(client, world, who):
    assignment = world.rows["tasks_assignment"]
    draft = ProgressReport.objects.create(
        assignment=assignment, progress="写到一半的草稿", author=world.rows["units_user"], created_at=AT
    )
    log_in(client, getattr(world, who))
    pages = [url("tasks_progressreport", "changelist"), url("tasks_assignment", "change", assignment.pk)]
    for address in pages:
        body = client.get(address).content.decode()
        assert "写到一半的草稿" not in body
        assert reverse("admin:tasks_progressreport_change", args=[draft.pk]) not in body
    assert client.get(url("tasks_progressreport", "change", draft.pk)).status_code == 404
