"""A sheet with errors leaves nothing behind and names every one of them."""

import io
import zipfile

import pytest
from django.urls import reverse

from tests.admin.desk import preview, problems, table, workbook
from tests.world import log_in, make_admin, make_clerk, make_group, make_office, make_person, make_unit
from units.models import AuditEntry, Membership, Unit, UnitAlias, UnitGroup, User

pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors]

UNITS = ("全称", "简称", "类别", "排序")


@pytest.fixture(autouse=True)
def _uploads_in_a_folder_of_their_own(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def office(db):
    return make_office()


@pytest.fixture
def clerk(client, office):
    client.force_login(make_clerk(office))
    return client


def refused(client, model, *rows):
    answer = preview(client, model, table(*rows))
    assert "confirm_form" not in answer.context
    found = problems(answer)
    page = answer.content.decode().replace("&quot;", '"')
    assert all(problem in page for problem in found)
    return found


def test_every_error_of_every_row_is_named(clerk, office, tmp_path):
    found = refused(
        clerk,
        "units_unit",
        UNITS,
        ("青山县甲局", "甲局", "局", "一"),
        ("", "乙局", "bureau", "2"),
        ("青山县丙局", "丙" * 61, "bureau", "-3"),
        ("青山县丁局", "丁局", "bureau", "4"),
    )
    assert len(found) == 5
    assert found[0].startswith("第2行“类别”列：“局”不是已知的类别，可以填：乡镇、街道")
    assert found[1] == "第2行“排序”列：“一”不是整数。"
    assert found[2].startswith("第3行“全称”列：")
    assert {sentence.partition("列")[0] for sentence in found[3:]} == {"第4行“简称”", "第4行“排序”"}
    assert not Unit.objects.exists()
    assert not AuditEntry.objects.filter(verb__startswith="导入").exists()
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


def test_row_numbers_are_those_of_the_sheet(clerk, office):
    rows = [
        UNITS,
        ("青山县甲局", "甲局", "bureau", 1),
        (None,) * 4,
        (" ", None, "", None),
        ("青山县乙局", "乙局", "x", 2),
    ]
    answer = preview(clerk, "units_unit", workbook(*rows), "单位.xlsx")
    assert problems(answer)[0].startswith("第5行“类别”列：“x”")


def test_a_key_that_stands_there_twice_is_named_with_its_rows(clerk, office):
    found = refused(
        clerk,
        "units_unit",
        UNITS,
        ("青山县甲局", "甲局", "bureau", "1"),
        ("青山县乙局", "乙局", "bureau", "2"),
        ("青山县甲甲局", " 甲局", "bureau", "3"),
    )
    assert found[0] == "第2、4行重复：简称“甲局”。"


def test_missing_columns_are_named(clerk, office):
    assert refused(clerk, "units_unit", ("全称", "单位简称"), ("青山县甲局", "甲局")) == [
        "缺少列：简称、类别。文件里的列是：全称、单位简称。"
    ]


def test_an_unknown_unit_is_answered_with_the_nearest_names(clerk, office):
    make_unit(office, "县发展和改革局")
    make_unit(office, "县财政局")
    found = refused(clerk, "units_unitalias", ("名称", "指向"), ("发改", "县发展改革局"), ("财政", ""))
    assert found[0].startswith("第2行“指向”列：没有登记过单位或单位组“县发展改革局”。最接近的是：县发展和改革局")
    assert found[1] == "第3行“指向”列：没有填写。"
    assert not UnitAlias.objects.exists()


def test_an_alias_must_not_be_a_name_already(clerk, office):
    unit = make_unit(office, "县财政局")
    make_unit(office, "县税务局")
    UnitAlias.objects.create(office=office, name="财政", unit=unit)
    found = refused(clerk, "units_unitalias", ("名称", "指向"), ("县税务局", "县财政局"))
    assert found == ["第2行“名称”列：“县税务局”已经是单位“县税务局”的名称。"]
    found = refused(clerk, "units_unit", UNITS, ("青山县财政", "财政", "bureau", "1"))
    assert found == ["第2行“简称”列：“财政”已经是“县财政局”的别名。"]


def test_errors_in_lists_name_their_column(clerk, office):
    make_unit(office, "县财政局")
    head = ("名称", "成员类别", "另加", "除外", "别名", "待定")
    found = refused(
        clerk,
        "units_unitgroup",
        head,
        ("各部门", "bureau、部门", "县财局、县财政局", "无名局", "各单位；县财政局", "也许"),
        ("各单位们", "政府部门", "", "", "各单位", ""),
    )
    assert [sentence.partition("：")[0] for sentence in found] == [
        "第2行“成员类别”列“bureau、部门”",
        "第2行“另加”列“县财局、县财政局”",
        "第2行“除外”列",
        "第2行“别名”列“各单位；县财政局”",
        "第2行“待定”列",
        "第3行“别名”列",
    ]
    assert not UnitGroup.objects.exists()


def test_errors_of_people(clerk, office):
    make_unit(office, "县财政局")
    head = ("登录名", "姓名", "角色", "单位", "邮箱")
    found = refused(
        clerk,
        "units_membership",
        head,
        ("甲 乙", "甲", "liaison", "县财政局", "a@qingshan.example"),
        ("bing", "", "联络人", "县财政局", "不是邮箱"),
        ("ding", "丁", "liaison", "", "d@qingshan.example"),
    )
    columns = [sentence.partition("列")[0] for sentence in found]
    assert columns == ["第2行“登录名”", "第3行“姓名”", "第3行“角色”", "第3行“邮箱”", "第4行“单位”"]
    assert not User.objects.filter(username__in=["bing", "ding"]).exists()


def test_a_sheet_cannot_take_over_an_administrator_or_a_shared_account(clerk, office):
    unit = make_unit(office, "县财政局")
    chief = make_admin()
    shared = make_person(office, unit=unit)
    Membership.objects.create(user=shared, office=make_office("x", "别处", "别处"), role="office")
    found = refused(
        clerk,
        "units_membership",
        ("登录名", "姓名", "角色", "单位", "邮箱"),
        (chief.username, chief.name, "liaison", "县财政局", "thief@qingshan.example"),
        (shared.username, shared.name, "liaison", "县财政局", "thief@qingshan.example"),
    )
    assert "已经有人在用" in found[0]
    assert "同时在其他办公室任职" in found[1]


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "空"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "Workbook".encode("utf-16-le"), "旧格式的 Excel"),
        (b"PK\x03\x04 half a file", "损坏"),
        (b"%PDF-1.7", "PDF"),
        (b"<html><body><table></table></body></html>", "不是表格文件"),
        (b" \n ,\n", "没有内容"),
        ("全称,简称,全称\n".encode(), "出现了两次"),
        ("全称,简称,类别\n".encode(), "只有表头"),
    ],
)
def test_files_that_are_no_sheet_get_a_sentence(clerk, office, data, says):
    answer = preview(clerk, "units_unit", data, "单位.xlsx")
    assert answer.status_code == 200
    assert "confirm_form" not in answer.context
    assert any(says in problem for problem in problems(answer)), problems(answer)


def test_a_zip_of_another_kind_is_refused(clerk, office):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as package:
        package.writestr("说明.txt", "内容")
    assert "压缩包" in problems(preview(clerk, "units_unit", file.getvalue()))[0]


def test_a_large_file_is_refused_before_it_is_read(clerk, office, settings):
    settings.UPLOAD_LIMIT = 100
    assert problems(preview(clerk, "units_unit", b"x" * 101))[0].startswith("文件超过")


@pytest.mark.parametrize("name", ["../../secret-key", "..", "", "no-such-file"])
def test_the_name_of_the_stored_preview_cannot_be_chosen(clerk, office, name):
    form = {"import_file_name": name, "original_file_name": "a.csv", "format": "0", "resource": "0"}
    answer = clerk.post(reverse("admin:units_unit_process_import"), form)
    assert answer.status_code in (200, 302)
    assert not Unit.objects.exists()


@pytest.mark.parametrize("model", ["units_unit", "units_membership", "calendar_events_dayoverride"])
def test_only_the_clerk_imports(client, office, model):
    client.force_login(make_person(office, Membership.Role.OFFICE_LEADER))
    assert preview(client, model, b"x").status_code == 403
    assert client.post(reverse(f"admin:{model}_process_import"), {}).status_code == 403
    for role in User.AdminRole:  # without an office one has nowhere to import to
        log_in(client, make_admin(role))
        assert preview(client, model, b"x").status_code == 403


def test_a_group_may_be_named_by_unit_group_aliases(clerk, office):
    make_group(office, "各单位")
    assert preview(clerk, "units_unitalias", table(("名称", "指向"), ("所有单位", "各单位"))).context["confirm_form"]
