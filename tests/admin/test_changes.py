"""What the clerk changes in the admin: what is stored, what is refused, and what the history says."""

import pytest
from django.urls import reverse

from calendar_events.models import Activity, ActivitySchedule, DayOverride
from reminders.models import ReminderPolicy
from tests.admin.desk import errors, post
from tests.world import AT, log_in, make_assignment, make_group, make_office, make_person, make_plan, make_unit
from units.history import record
from units.models import AuditEntry, Membership, Unit, UnitAlias, UnitGroup

pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors]
RULES = {"enabled": "on", "overdue_weeks": 8, "send_from": "08:30", "send_until": "17:30"}
RULES |= {"activity_days": 5, "year_end_from": "11月15日"}

UNIT = {"name": "青山县财政局", "short_name": "县财政局", "kind": "bureau", "position": "7"}


def test_a_new_unit_belongs_to_the_acting_office_whatever_is_posted(clerk, world):
    assert post(clerk, "units_unit", **UNIT, office=world.other.pk).status_code == 302
    unit = Unit.objects.get(short_name="县财政局")
    assert unit.office == world.office
    entry = AuditEntry.objects.get(verb="新增", object_ref=str(unit.pk))
    assert (entry.office_ref, entry.actor_name, entry.object_type) == (world.office.pk, world.clerk.name, "units.unit")
    assert entry.changes["类别"] == ["", "政府部门"]


def test_a_new_unit_is_put_behind_the_others_of_its_office(clerk, world):
    Unit.objects.filter(office=world.office).update(position=30)
    Unit.objects.filter(office=world.other).update(position=900)
    form = clerk.get(reverse("admin:units_unit_add")).context["adminform"].form
    assert form["position"].value() == 40


def test_a_change_is_written_field_by_field(clerk, world):
    unit = make_unit(world.office, "县财政局")
    parent = make_unit(world.office, "县政府办")
    new = UNIT | {"kind": "institution", "parent": parent.pk, "position": unit.position}
    assert post(clerk, "units_unit", unit.pk, **new).status_code == 302
    assert AuditEntry.objects.get(verb="修改").changes == {
        "类别": ["政府部门", "事业单位"],
        "上级单位": ["", "县政府办"],
    }


def test_saving_without_a_change_writes_nothing(clerk, world):
    unit = make_unit(world.office, "县财政局")
    post(clerk, "units_unit", unit.pk, **UNIT | {"position": unit.position})
    assert not AuditEntry.objects.filter(verb="修改").exists()


def test_without_an_entry_there_is_no_change(clerk, world, monkeypatch):
    unit = make_unit(world.office, "县财政局")
    monkeypatch.setattr("units.admin_base.record", lambda *args, **kwargs: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        post(clerk, "units_unit", unit.pk, **UNIT | {"kind": "institution"})
    unit.refresh_from_db()
    assert unit.kind == "bureau"


def test_a_unit_of_another_office_cannot_be_chosen(clerk, world):
    theirs = world.hidden["units_unit"]
    assert post(clerk, "units_unit", **UNIT, parent=theirs.pk).status_code == 200
    assert post(clerk, "units_unitalias", name="财政", unit=theirs.pk).status_code == 200
    assert post(clerk, "units_unitgroup", name="各局", members=[theirs.pk]).status_code == 200
    assert not Unit.objects.filter(short_name="县财政局").exists()
    assert not UnitAlias.objects.filter(name="财政").exists()
    assert not UnitGroup.objects.filter(name="各局").exists()


def test_a_system_administrator_cannot_mix_offices_either(client, world):
    log_in(client, world.system)
    values = {"office": world.office.pk, "name": "财政", "unit": world.hidden["units_unit"].pk}
    assert "不属于这个办公室" in errors(post(client, "units_unitalias", **values))


@pytest.mark.parametrize(
    ("model", "values", "says"),
    [
        ("units_unit", UNIT | {"short_name": "青山局"}, "已经是单位“青山局”的名称"),
        ("units_unit", UNIT | {"short_name": "青山别名"}, "已经是“青山局”的别名"),
        ("units_unit", UNIT | {"active_from": "2026-02-01", "active_to": "2026-01-01"}, "停用日期不能早于启用日期"),
        ("units_unitalias", {"name": "青山别名"}, "要么指一个单位"),
        ("units_unitalias", {"name": "青山　别名"}, "已经是“青山局”的别名"),
        ("units_unitgroup", {"name": "青山组"}, "已经是单位组的名称"),
        ("calendar_events_dayoverride", {"day": "2026-05-11", "name": "又一节"}, "已经登记为“青山节”"),
    ],
)
def test_what_the_register_refuses_is_said_in_chinese(clerk, world, model, values, says):
    assert says in errors(post(clerk, model, **values))


def test_a_unit_that_something_hangs_on_stays(clerk, world):
    unit = world.rows["units_unit"]
    for answer in (
        clerk.get(reverse("admin:units_unit_delete", args=[unit.pk])),
        clerk.post(reverse("admin:units_unit_delete", args=[unit.pk]), {"post": "yes"}),
    ):
        assert "不能删除单位“青山局”" in answer.content.decode()
    assert Unit.objects.filter(pk=unit.pk).exists()


def test_a_unit_that_nothing_hangs_on_goes_and_the_history_stays(clerk, world):
    unit = make_unit(world.office, "县财政局")
    UnitAlias.objects.create(office=world.office, name="财政", unit=unit)
    assert clerk.post(reverse("admin:units_unit_delete", args=[unit.pk]), {"post": "yes"}).status_code == 302
    assert not Unit.objects.filter(pk=unit.pk).exists()
    assert AuditEntry.objects.get(verb="删除").object_label == "县财政局"


def test_members_of_a_group_are_written_by_name(clerk, world):
    one, two = make_unit(world.office, "县甲局"), make_unit(world.office, "县乙局")
    group = make_group(world.office, "各局", one)
    assert post(clerk, "units_unitgroup", group.pk, name="各局", members=[two.pk]).status_code == 302
    assert list(group.members.all()) == [two]
    assert AuditEntry.objects.get(verb="修改").changes == {"成员单位": ["县甲局", "县乙局"]}


def test_titles_of_drafts_only(clerk, world):
    draft = make_plan(world.office, title="草拟的要点")
    assert post(clerk, "tasks_plan", draft.pk, title="改定的要点", year="1999", state="issued").status_code == 302
    draft.refresh_from_db()
    assert (draft.title, draft.year, draft.state) == ("改定的要点", 2026, "draft")
    issued = make_assignment(world.rows["units_unit"]).task.plan
    assert post(clerk, "tasks_plan", issued.pk, title="另一个").status_code == 403


def test_two_plans_of_one_name_are_refused_with_a_sentence(clerk, world):
    draft = make_plan(world.office, title="草拟的要点")
    assert "已有同名" in errors(post(clerk, "tasks_plan", draft.pk, title="青山草稿"))


def test_an_activity_keeps_its_state_its_office_and_the_time_that_was_set(clerk, world):
    row = world.rows["calendar_events_activity"]
    month = row.month
    values = {"seq": 1, "month": 6, "host_text": "青山局", "theme": "新主题", "state": "held"}
    theirs = ActivitySchedule.objects.get(office=world.other)
    assert post(clerk, "calendar_events_activity", row.pk, **values, schedule=theirs.pk).status_code == 302
    row.refresh_from_db()
    assert month not in (None, 6)
    assert (row.month, row.state, row.schedule.office) == (month, "planned", world.office)
    assert post(clerk, "calendar_events_activity", **values, schedule=theirs.pk).status_code == 200
    assert Activity.objects.filter(schedule=theirs).count() == 1


def test_a_change_in_the_register_counts_like_one_on_the_page(clerk, world):
    row = world.rows["calendar_events_activity"]
    same = {"seq": row.seq, "month": row.month, "host_text": row.host_text, "theme": row.theme}
    before = row.version, row.due_version
    post(clerk, "calendar_events_activity", row.pk, **same | {"theme": "新主题"})
    row.refresh_from_db()
    assert (row.version, row.due_version) == (before[0] + 1, before[1])
    Activity.objects.filter(pk=row.pk).update(month=None)
    post(clerk, "calendar_events_activity", row.pk, **same | {"theme": "新主题", "month": 9})  # a first one
    row.refresh_from_db()
    assert (row.month, row.version, row.due_version) == (9, before[0] + 2, before[1] + 1)


def test_days_of_all_offices_are_not_for_the_clerk(clerk, world):
    general = DayOverride.objects.create(office=None, day=AT.date(), name="国庆节", is_workday=False)
    change, delete = (
        reverse(f"admin:calendar_events_dayoverride_{page}", args=[general.pk]) for page in ("change", "delete")
    )
    assert clerk.get(change).status_code == 200
    assert clerk.post(change, {"day": "2026-01-01", "name": "改"}).status_code == 403
    assert clerk.post(delete, {"post": "yes"}).status_code == 403


@pytest.mark.parametrize(
    ("typed", "stored"),
    [("15、7、3、1、0", [15, 7, 3, 1, 0]), ("0, 60，5", [60, 5, 0]), ("[7, 3]", [7, 3]), ("１０ ５", [10, 5])],
)
def test_steps_are_typed_as_a_list(clerk, world, typed, stored):
    policy = world.rows["reminders_reminderpolicy"]
    values = RULES | {"steps": typed}
    assert post(clerk, "reminders_reminderpolicy", policy.pk, **values).status_code == 302
    policy.refresh_from_db()
    assert (policy.steps, policy.year_end_from) == (stored, "11-15")


@pytest.mark.parametrize(
    ("typed", "says"), [("61", "0到60"), ("-1、3", "0到60"), ("三", "0到60"), ("3、3", "两次"), ("", "")]
)
def test_steps_that_make_no_sense_are_refused(clerk, world, typed, says):
    policy = world.rows["reminders_reminderpolicy"]
    values = RULES | {"steps": typed}
    answer = post(clerk, "reminders_reminderpolicy", policy.pk, **values)
    assert answer.status_code == 200
    assert says in errors(answer)


def test_rules_are_added_once(client, world):
    office = make_office("xin", "新县人民政府办公室", "新县")
    client.force_login(make_person(office, Membership.Role.OFFICE))
    values = RULES | {"steps": "5"}
    assert post(client, "reminders_reminderpolicy", **values).status_code == 302
    assert ReminderPolicy.objects.get(office=office).steps == [5]
    assert post(client, "reminders_reminderpolicy", **values).status_code == 403


def test_the_history_of_a_row_is_the_list_of_its_entries(clerk, world):
    unit = world.rows["units_unit"]
    record("别的", make_unit(world.office, "县财政局"), by=None, at=AT, office=world.office)
    answer = clerk.get(reverse("admin:units_unit_history", args=[unit.pk]), follow=True)
    assert [entry.verb for entry in answer.context["cl"].result_list] == ["测试"]


def test_only_colleagues_are_offered_for_what_is_late(clerk, world):
    page = clerk.get(reverse("admin:reminders_escalationstep_add"))
    offered = set(page.context["adminform"].form.fields["members"].queryset)
    assert offered == set(Membership.objects.filter(office=world.office, unit=None))
