"""Auditors in the admin: they look, follow an act, take a list along; nobody changes anything (L02)."""

import csv
import io
import re
from datetime import timedelta
from html import unescape

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.units.history.desk import write
from tests.world import AT, log_in, make_admin, make_clerk, make_office, make_person, make_plan, make_unit
from units import seals
from units.admin import history as page
from units.history import record
from units.models import AuditEntry, Membership

pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors]
LIST = reverse("admin:units_auditentry_changelist")
EXPORT = reverse("admin:units_auditentry_export")


@pytest.fixture
def office():
    return make_office()


@pytest.fixture
def people(office):
    return {
        "clerk": make_clerk(office),
        "leader": make_person(office, Membership.Role.OFFICE_LEADER),
        "liaison": make_person(office, unit=make_unit(office)),
        "auditor": make_admin("audit"),
    }


@pytest.mark.parametrize("who", ["clerk", "leader", "liaison", "auditor", "stranger"])
@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_nobody_changes_or_deletes_an_entry_through_any_page(client, office, people, who, method):
    (entry,) = write(office=office)
    if who in people:
        log_in(client, people[who])
    before = list(AuditEntry.objects.order_by("pk").values())
    form = {
        **{field.name: "x" for field in AuditEntry._meta.fields if field.name != "id"},
        "action": "delete_selected",
        "_selected_action": entry.pk,
        "select_across": 1,
        "post": "yes",
        "form-TOTAL_FORMS": 1,
        "form-INITIAL_FORMS": 1,
        "form-0-id": entry.pk,
        "form-0-verb": "x",
        "_save": 1,
    }
    pages = [LIST, reverse("admin:units_auditentry_add"), reverse("history"), reverse("history_act", args=[entry.act])]
    pages += [reverse(f"admin:units_auditentry_{name}", args=[entry.pk]) for name in ("change", "delete", "history")]
    for address in pages:
        answer = getattr(client, method)(address, form if method == "post" else None)
        assert answer.status_code in (200, 302, 403, 404, 405), address
    old = [row["id"] for row in before]  # a refusal adds an entry of its own
    assert list(AuditEntry.objects.filter(pk__in=old).order_by("pk").values()) == before


@pytest.mark.parametrize("who", ["clerk", "leader", "auditor"])
def test_no_page_offers_to_change_delete_or_add(client, office, people, who):
    (entry,) = write(office=office)
    log_in(client, people[who])
    for address in (LIST, reverse("admin:units_auditentry_change", args=[entry.pk])):
        text = client.get(address).content.decode()
        for word in ("_save", "/delete/", "delete_selected", "/add/"):
            assert word not in text.partition("<main")[2] or "auditentry" not in text, (address, word)
    assert client.get(reverse("admin:units_auditentry_add")).status_code == 403
    assert client.get(reverse("admin:units_auditentry_delete", args=[entry.pk])).status_code == 403


def test_an_act_is_followed_from_any_of_its_entries(client, office, people):
    mine = write(3, office=office)
    write(2, office=office)
    client.force_login(people["clerk"])
    text = client.get(LIST).content.decode()
    assert f"{LIST}?act={mine[0].act}" in text
    found = client.get(LIST, {"act": mine[0].act}).context["cl"].result_list
    assert {entry.pk for entry in found} == {entry.pk for entry in mine}
    assert client.get(LIST, {"act": "no uuid"}).status_code == 302


def test_the_trail_of_one_plan_is_a_press_away_from_any_of_its_entries(client, office, people):
    plan, other = make_plan(office), make_plan(office, title="另一份")
    for subject, verb in ((plan, "下发"), (other, "下发"), (plan, "归档")):
        record(verb, subject, by=people["clerk"], at=AT, office=office)
    log_in(client, people["auditor"])
    entry = AuditEntry.objects.filter(object_ref=plan.pk, object_type="tasks.plan").earliest("pk")
    text = client.get(reverse("admin:units_auditentry_change", args=[entry.pk])).content.decode()
    (address,) = re.findall(r'<a href="([^"]+)">查看全部操作</a>', text)
    found = client.get(unescape(address)).context["cl"].result_list
    assert [(row.verb, row.object_label) for row in found] == [("归档", str(plan)), ("下发", str(plan))]


def rows_of(answer) -> list[dict]:
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_what_is_listed_is_exported_and_the_export_recorded(client, office, people):
    other = make_office("beihe", "北河县人民政府办公室", "北河县")
    write(office=other, reason="别处")
    write(2, office=office, verb="办结", changes={"状态": ["待审核", "已办结"]}, reason="好", by=people["clerk"])
    write(3, office=office, verb="退回")
    client.force_login(people["leader"])
    rows = rows_of(client.get(EXPORT, {"q": "办结"}))
    assert [row["操作"] for row in rows] == ["办结", "办结"]
    assert rows[0]["变更"] == "状态：待审核 → 已办结"
    assert rows[0]["操作人"] == people["clerk"].name
    assert rows[0]["来源"] == "192.0.2.7"
    entry = AuditEntry.objects.get(verb="导出")
    assert (entry.actor_name, entry.object_label, entry.office_ref) == (
        people["leader"].name,
        "操作记录（2行）",
        office.pk,
    )
    everything = rows_of(client.get(EXPORT))
    assert len(everything) == 6
    assert "别处" not in str(everything)


def test_an_exported_cell_runs_nothing(client, office, people):
    write(office=office, reason="=1+1", label="@SUM(A1)", changes={"+甲": ["", "x"]})
    client.force_login(people["clerk"])
    (row,) = [row for row in rows_of(client.get(EXPORT)) if row["操作"] == "测试"]
    assert (row["理由"], row["对象"], row["变更"][:3]) == ("'=1+1", "'@SUM(A1)", "'+甲")


def test_who_may_not_look_exports_nothing(client, people):
    client.force_login(people["liaison"])
    assert client.get(EXPORT).status_code in (302, 403)
    client.logout()
    assert client.get(EXPORT).status_code == 302
    assert not AuditEntry.objects.filter(verb="导出").exists()


def test_the_audit_administrator_takes_the_history_of_every_office(client, office, people):
    write(office=office)
    write(office=make_office("beihe", "北河县人民政府办公室", "北河县"))
    log_in(client, people["auditor"])
    assert {row["办公室"] for row in rows_of(client.get(EXPORT))} == {office.name, "北河县人民政府办公室"}
    entry = AuditEntry.objects.get(verb="导出")
    assert (entry.actor_name, entry.office_ref) == (people["auditor"].name, None)


def test_a_question_that_makes_no_sense_exports_nothing(client, people):
    client.force_login(people["clerk"])
    assert client.get(EXPORT, {"act": "no uuid"}).headers["Location"] == LIST
    assert not AuditEntry.objects.exists()


def test_the_list_says_how_far_the_history_is_sealed(client, office, people):
    client.force_login(people["clerk"])
    assert "还没有封存过" in client.get(LIST).content.decode()
    write(2, office=office)
    seals.seal(timezone.now())
    write(office=office)
    text = client.get(LIST).content.decode()
    assert seals.last_seal().digest[:16] in text
    assert "待封存：1 条" in text
    assert "封存停了" not in text


def test_the_list_says_so_when_sealing_has_stopped(client, office, people):
    write(office=office, at=timezone.now() - timedelta(minutes=6))
    client.force_login(people["clerk"])
    assert "封存停了" in client.get(LIST).content.decode()


def test_the_list_counts_no_further_than_it_turns_pages(client, office, people, monkeypatch):
    monkeypatch.setattr(page, "MOST", 60)
    write(130, office=office)
    client.force_login(people["clerk"])
    listed = client.get(LIST).context["cl"]
    assert (listed.result_count, listed.paginator.num_pages) == (60, 2)
