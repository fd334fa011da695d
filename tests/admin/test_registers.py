"""The registers of the three offices come in through the admin, and come out again as they went in."""

import csv
import io

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from fixtures import seeds
from tests.admin.desk import bring_in, confirm, preview, problems, table, workbook
from tests.world import make_clerk, make_office, make_unit
from units.models import AuditEntry, Membership, Unit, UnitAlias, UnitGroup, User

pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors]

TABLES = {
    "units": "units_unit",
    "aliases": "units_unitalias",
    "groups": "units_unitgroup",
    "people": "units_membership",
}
REGIONS = {"huainan": "淮南市", "shanghe": "商河县", "shicheng": "石城县"}


@pytest.fixture(autouse=True)
def _uploads_in_a_folder_of_their_own(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def register(office, name) -> bytes:
    return (seeds.FOLDER / "registers" / office / f"{name}.csv").read_bytes()


def rows(data: bytes) -> list[dict]:
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"))))


@pytest.fixture
def office(db):
    return make_office("shanghe", "商河县人民政府办公室", "商河县")


@pytest.fixture
def clerk(client, office):
    client.force_login(make_clerk(office))
    return client


@pytest.mark.parametrize("slug", REGIONS)
def test_a_register_comes_in_once(client, slug, db):
    office = make_office(slug, f"{REGIONS[slug]}人民政府办公室", REGIONS[slug])
    client.force_login(make_clerk(office))
    for name, model in TABLES.items():
        data = register(slug, name)
        count = len(rows(data))
        assert bring_in(client, model, data) == {"new": count, "update": 0, "skip": 0}, name
    for name, model in TABLES.items():
        data = register(slug, name)
        again = preview(client, model, data)
        assert "没有变化" in again.content.decode()
        assert again.context["unchanged"].totals["skip"] == len(rows(data)), name
        assert "confirm_form" not in again.context


def test_groups_get_members_and_names(clerk, office):
    for name in ("units", "groups"):
        bring_in(clerk, TABLES[name], register("shanghe", name))
    assert UnitGroup.objects.get(name="各镇街").members.count() == 12
    departments = UnitGroup.objects.get(name="县政府各部门单位").members
    assert departments.filter(short_name="市生态环境局商河分局").exists()
    assert not departments.filter(short_name="县融媒体中心").exists()
    assert UnitAlias.objects.get(name="各镇、街道").group.name == "各镇街"


def test_the_members_of_an_open_group_are_the_choice_of_the_office(clerk, office):
    for name in ("units", "groups"):
        bring_in(clerk, TABLES[name], register("shanghe", name))
    group = UnitGroup.objects.get(name="有关部门单位")
    assert group.is_open
    assert not group.members.exists()
    chosen = Unit.objects.get(short_name="县发改局")
    group.members.add(chosen)
    assert bring_in(clerk, TABLES["groups"], register("shanghe", "groups"))["update"] == 0
    assert list(group.members.all()) == [chosen]


def test_people_come_without_a_password_and_with_their_role(clerk, office):
    for name in ("units", "people"):
        bring_in(clerk, TABLES[name], register("shanghe", name))
    liaison = User.objects.get(username="shanghe-xushang")
    assert not liaison.has_usable_password()
    assert not liaison.is_staff
    assert liaison.memberships.get().unit.short_name == "许商街道"
    officer = User.objects.get(username="shanghe-jingban1")
    assert officer.is_staff
    assert not officer.is_superuser
    assert officer.memberships.get().unit is None
    assert AuditEntry.objects.filter(verb="任职", object_label__contains=liaison.name).count() == 1


def test_a_changed_row_is_an_update_with_its_history(clerk, office):
    bring_in(clerk, "units_unit", register("shanghe", "units"))
    changed = register("shanghe", "units").decode().replace("殷巷镇人民政府", "殷巷镇政府").encode()
    assert bring_in(clerk, "units_unit", changed) == {"new": 0, "update": 1, "skip": len(rows(changed)) - 1}
    entry = AuditEntry.objects.get(verb="导入修改")
    assert entry.changes == {"全称": ["商河县殷巷镇人民政府", "商河县殷巷镇政府"]}
    assert entry.office_ref == office.pk


def test_kinds_may_be_chinese_and_files_may_be_excel_or_old_csv(clerk, office):
    head = ("全称", "简称", "类别", "排序")
    rows = [head, ("青山县甲局", "甲局", "政府部门", 1), (None, None, None, None), ("青山县乙镇", "乙镇", "乡镇", 2)]
    assert bring_in(clerk, "units_unit", workbook(*rows), "单位.xlsx")["new"] == 2
    gbk = table(head, ("青山县丙街道", "丙街道", "街道", "3"), encoding="gb18030")
    assert bring_in(clerk, "units_unit", gbk)["new"] == 1
    assert dict(Unit.objects.values_list("short_name", "kind")) == {
        "甲局": "bureau",
        "乙镇": "town",
        "丙街道": "subdistrict",
    }


def test_days(clerk, office):
    data = table(("日期", "上班", "说明"), ("2026年10月1日", "否", "国庆节"), ("2026/10/10", "是", "国庆节调休"))
    assert bring_in(clerk, "calendar_events_dayoverride", data)["new"] == 2
    assert bring_in(clerk, "calendar_events_dayoverride", data)["skip"] == 2


@pytest.mark.parametrize("name", TABLES)
def test_what_goes_out_comes_in_again_unchanged(clerk, office, name):
    for each, model in TABLES.items():
        bring_in(clerk, model, register("shanghe", each))
    for kind in ("0", "1"):
        answer = clerk.post(reverse(f"admin:{TABLES[name]}_export"), {"format": kind})
        assert answer.status_code == 200
        assert preview(clerk, TABLES[name], answer.content).context["unchanged"].totals["skip"] > 2


def test_an_export_runs_nothing(clerk, office):
    make_unit(office, "=1+1")
    make_unit(office, "＠SUM")
    text = clerk.post(reverse("admin:units_unit_export"), {"format": "1"}).content.decode()
    assert "'=1+1" in text
    assert "'＠SUM" in text
    data = clerk.post(reverse("admin:units_unit_export"), {"format": "0"}).content
    cells = [cell for row in load_workbook(io.BytesIO(data)).active.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "n"}
    assert bring_in(clerk, "units_unit", text.encode())["skip"] == 2


def test_an_export_holds_the_own_office_only_and_is_remembered(clerk, office):
    make_unit(make_office(), "别处的局")
    make_unit(office, "本县的局")
    text = clerk.post(reverse("admin:units_unit_export"), {"format": "1"}).content.decode()
    assert "本县的局" in text
    assert "别处的局" not in text
    assert AuditEntry.objects.get(verb="导出").object_label == "单位（1行）"


def test_another_office_is_neither_read_nor_changed(clerk, office):
    other = make_office()
    theirs = make_unit(other, "县发改局", name="青山县发展和改革局")
    stranger = User.objects.create(username="shanghe-xushang", name="别处的人")
    Membership.objects.create(user=stranger, office=other, unit=theirs, role="liaison")
    bring_in(clerk, "units_unit", register("shanghe", "units"))
    theirs.refresh_from_db()
    assert theirs.name == "青山县发展和改革局"
    refused = preview(clerk, "units_membership", register("shanghe", "people"))
    assert any("登录名“shanghe-xushang”已经有人在用" in problem for problem in problems(refused))
    assert not Membership.objects.filter(office=office, unit__isnull=False).exists()


def test_confirming_twice_imports_once(clerk, office):
    previewed = preview(clerk, "units_unit", register("shanghe", "units"))
    confirm(clerk, "units_unit", previewed)
    again = confirm(clerk, "units_unit", previewed)
    assert "预览已过期" in again.content.decode()
    assert AuditEntry.objects.filter(verb="导入新增").count() == Unit.objects.count()


def test_a_row_that_is_wrong_by_now_undoes_the_import(clerk, office):
    previewed = preview(clerk, "units_unit", register("shanghe", "units"))
    UnitGroup.objects.create(office=office, name="殷巷镇")
    answer = confirm(clerk, "units_unit", previewed)
    assert "一行也没有导入" in answer.content.decode()
    assert not Unit.objects.exists()
