"""Accounts and roles in the admin."""

import pytest

from tests.admin.desk import bring_in, errors, post, table
from tests.world import make_person, make_unit
from units.models import AuditEntry, Membership, User

pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors]


def test_a_new_account_has_a_role_and_no_password(clerk, world):
    unit = world.rows["units_unit"]
    rights = {"is_superuser": "on", "is_staff": "on", "password": "Qing-shan-2026", "usable_password": "true"}
    rights |= {"admin_role": "security", "post_office": world.other.pk, "office": world.other.pk}
    person = {"username": "xin", "name": "新人", "email": "xin@qingshan.example", "role": "liaison", "unit": unit.pk}
    assert post(clerk, "units_user", **person, **rights).status_code == 302
    user = User.objects.get(username="xin")
    assert (user.is_superuser, user.is_staff, user.has_usable_password()) == (False, False, False)
    assert user.admin_role == ""
    assert user.memberships.get().office == world.office
    assert set(AuditEntry.objects.filter(object_label__contains="新人").values_list("verb", flat=True)) == {
        "新增",
        "任职",
    }


@pytest.mark.parametrize(("role", "unit"), [("liaison", False), ("office", True)])
def test_a_role_needs_the_unit_that_fits_it(clerk, world, role, unit):
    chosen = {"unit": world.rows["units_unit"].pk} if unit else {}
    answer = post(clerk, "units_user", username="xin", name="新人", role=role, **chosen)
    assert "须选择单位" in errors(answer)
    assert not User.objects.filter(username="xin").exists()


def test_rights_cannot_be_posted_to_an_account(clerk, world):
    person = world.rows["units_user"]
    values = {
        "name": "改名",
        "email": "new@qingshan.example",
        "is_active": "on",
        "is_superuser": "on",
        "is_staff": "on",
        "admin_role": "audit",
    }
    assert post(clerk, "units_user", person.pk, **values, username="root2", password="x").status_code == 302
    old = person.username
    person.refresh_from_db()
    assert (person.name, person.username, person.is_superuser, person.is_staff) == ("改名", old, False, False)
    assert person.admin_role == ""
    assert set(AuditEntry.objects.get(verb="修改").changes) == {"姓名", "邮箱"}


def test_administrators_and_shared_accounts_are_not_for_the_clerk(clerk, world):
    former = make_person(world.office, unit=world.rows["units_unit"])
    former.memberships.update(to_on="2026-01-01")
    User.objects.filter(pk=former.pk).update(admin_role="audit")
    shared = make_person(world.office, unit=world.rows["units_unit"])
    Membership.objects.create(user=shared, office=world.other, role="office")
    for person in (former, shared):
        answer = post(clerk, "units_user", person.pk, name="改名", email="thief@qingshan.example", is_active="on")
        assert answer.status_code == 403


def test_appointing_and_ending_a_role(clerk, world):
    unit = make_unit(world.office, "县财政局")
    values = {"user": world.liaison.pk, "role": "liaison", "unit": unit.pk, "from_on": "2026-01-01"}
    assert post(clerk, "units_membership", **values, office=world.other.pk).status_code == 302
    member = Membership.objects.get(unit=unit)
    assert member.office == world.office
    ended = {"from_on": "2026-01-01", "to_on": "2026-03-31", "role": "office", "user": world.clerk.pk}
    assert post(clerk, "units_membership", member.pk, **ended).status_code == 302
    member.refresh_from_db()
    assert (member.role, member.user, str(member.to_on)) == ("liaison", world.liaison, "2026-03-31")
    entries = AuditEntry.objects.filter(object_type="units.membership").order_by("pk")
    assert list(entries.values_list("verb", flat=True)) == ["任职", "离任"]


def test_a_role_twice_is_refused_with_a_sentence(clerk, world):
    member = world.rows["units_membership"]
    values = {"user": member.user_id, "role": member.role, "unit": member.unit_id}
    assert "已经担任这一角色" in errors(post(clerk, "units_membership", **values))


def test_the_head_of_a_unit_is_marked_in_the_admin(clerk, world):
    leader = make_person(world.office, Membership.Role.UNIT_LEADER, unit=world.rows["units_unit"])
    member = leader.memberships.get()
    assert post(clerk, "units_membership", member.pk, is_head="on").status_code == 302
    member.refresh_from_db()
    assert member.is_head
    entry = AuditEntry.objects.filter(object_type="units.membership", object_ref=str(member.pk)).latest("pk")
    assert entry.changes == {"主要负责人": ["否", "是"]}
    liaison = world.rows["units_membership"]
    assert "只有单位领导可以是主要负责人" in errors(post(clerk, "units_membership", liaison.pk, is_head="on"))


def test_the_head_of_a_unit_comes_with_the_sheet_and_a_sheet_without_the_column_keeps_it(clerk, world):
    unit = world.rows["units_unit"].short_name
    row = ["fenguan", "分管甲", "单位分管领导", unit, "fenguan@qingshan.example"]
    names = ["登录名", "姓名", "角色", "单位", "邮箱"]

    def sheet(*heads):
        more = [("主要负责人", head) for head in heads]
        lines = [names + [name for name, _ in more], row + [word for _, word in more]]
        return bring_in(clerk, "units_membership", table(*lines))

    assert sheet("是")["new"] == 1
    member = Membership.objects.get(user__username="fenguan")
    assert member.is_head
    assert sheet() == {"new": 0, "update": 0, "skip": 1}
    assert sheet("否")["update"] == 1
    member.refresh_from_db()
    assert not member.is_head
    assert AuditEntry.objects.filter(changes={"主要负责人": ["是", "否"]}).exists()
