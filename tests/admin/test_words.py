"""What the registers say: in an office's words, with nothing of the machine, and nothing that looks like a fault."""

import re

import pytest
from django.conf import settings
from django.contrib import admin
from django.urls import reverse
from lxml import html

from reminders.models import MailServerState, OutgoingMail, Reminder
from tasks.models import Assignment, ProgressReport, Task
from tests.admin.test_access import url
from tests.world import AT, log_in, make_assignment, make_unit
from units.models import Unit, UnitAlias

pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors]


def read(client, model, page="changelist", *args, **query):
    """Return a page of a register as a tree."""
    return html.fromstring(client.get(url(model, page, *args), query).content.decode())


def text(tree) -> str:
    """Return what is written in the main part, without gaps."""
    return "".join(tree.xpath("//div[@id='main']")[0].text_content().split())


def title(tree) -> str:
    return tree.findtext(".//title").split(" | ")[0].strip()


def test_the_ledger_says_stages_in_words_and_leads_to_what_it_is_about(clerk, world):
    row = world.rows["reminders_reminder"]
    Task.objects.filter(pk=world.rows["tasks_assignment"].task_id).update(requirement="公开财政预算、决算。" * 20)
    rows = read(clerk, "reminders_reminder")
    assert "提前7个工作日" in text(rows)
    page = read(clerk, "reminders_reminder", "change", row.pk)
    said = text(page)
    assert "提前7个工作日" in said
    for word in ("-7", "期限版本", "事项编号", "事项类别"):
        assert word not in said
    duty = Assignment.objects.get(pk=world.rows["tasks_assignment"].pk)
    link = page.xpath(f"//a[@href='{url('tasks_assignment', 'change', duty.pk)}']")
    called = f"{duty.unit}：{duty.task.number}. {duty.task.requirement}"  # whole: the style sheet cuts it
    assert [each.text_content() for each in link] == [called]
    cell = rows.xpath("//td[contains(@class, 'field-duty')]")[0]
    assert cell.get("data-label") == "事项"
    assert [each.text_content() for each in cell.xpath(f".//a[@href='{link[0].get('href')}']")] == [called]
    assert str(row) == f"{row.contact}：即将到期"


def test_the_ledger_leads_to_an_activity_and_says_when_it_is_gone(clerk, world):
    row, activity = world.rows["reminders_reminder"], world.rows["calendar_events_activity"]
    Reminder.objects.filter(pk=row.pk).update(duty_type="activity", duty_id=activity.pk, stage="report")
    page = read(clerk, "reminders_reminder", "change", row.pk)
    assert page.xpath(f"//a[@href='{url('calendar_events_activity', 'change', activity.pk)}']")
    assert "活动：公开活动情况" in text(page)
    for key in (world.hidden["calendar_events_activity"].pk, 0):
        Reminder.objects.filter(pk=row.pk).update(duty_id=key)
        assert "事项已删除" in text(read(clerk, "reminders_reminder", "change", row.pk))
        assert "事项已删除" in text(read(clerk, "reminders_reminder"))


def test_a_letter_says_when_it_goes_or_when_it_went(clerk, world):
    mail = world.rows["reminders_outgoingmail"]
    assert "下次投递" in text(read(clerk, "reminders_outgoingmail", "change", mail.pk))
    OutgoingMail.objects.filter(pk=mail.pk).update(state="sent", sent_at=AT)
    said = text(read(clerk, "reminders_outgoingmail", "change", mail.pk))
    assert "下次投递" not in said
    assert "发送时间" in said


def test_the_release_of_mail_is_offered_while_mail_is_held(client, world):
    log_in(client, world.system)
    row = world.rows["reminders_mailserverstate"]
    release = reverse("admin:reminders_mailserverstate_release", args=[row.pk])
    assert not read(client, "reminders_mailserverstate", "change", row.pk).xpath(f"//a[@href='{release}']")
    MailServerState.objects.filter(pk=row.pk).update(held_at=AT, held_why="恢复备份")
    assert read(client, "reminders_mailserverstate", "change", row.pk).xpath(f"//a[@href='{release}']")


def test_a_report_is_named_by_unit_number_and_state(world):
    report = world.rows["tasks_progressreport"]
    report.assignment.task.number = "3"
    assert str(report) == "青山局第3项：已报送"
    report.assignment.task.number = ""
    assert str(report) == "青山局：已报送"


def test_links_that_prove_something_say_what_and_where(clerk, world):
    page = read(clerk, "tasks_evidence")
    said = text(page)
    for word in (world.rows["tasks_evidence"].title, str(world.rows["tasks_task"]), "青山局", "/published/1"):
        assert "".join(word.split()) in said
    assert page.xpath("//a[@href='/published/1'][@rel]")


@pytest.mark.parametrize("who", ["clerk", "system"])
def test_what_a_unit_has_not_handed_in_yet_is_shown_to_nobody_else(client, world, who):
    draft = ProgressReport.objects.create(
        assignment=make_assignment(world.rows["units_unit"]),
        progress="还没有写完",
        author=world.liaison,
        created_at=AT,
    )
    log_in(client, getattr(world, who))
    states = read(client, "tasks_progressreport").xpath("//td[@data-label='状态']")
    assert {cell.text_content().strip() for cell in states} == {"已报送"}
    assert client.get(url("tasks_progressreport", "change", draft.pk)).status_code == 404
    assert "还没有写完" not in text(read(client, "tasks_assignment", "change", draft.assignment_id))


def test_no_is_not_drawn_as_a_fault(clerk, world):
    Unit.objects.filter(pk=world.rows["units_unit"].pk).update(active_to="2020-01-01")
    make_unit(world.office, "县财政局")
    page = read(clerk, "units_unit")
    cells = page.xpath("//td[@data-label='启用']")
    assert sorted(cell.text_content().strip() for cell in cells) == ["—", "是"]


def test_names_that_contain_a_comma_are_told_apart(clerk, world):
    unit = world.rows["units_unit"]
    UnitAlias.objects.create(office=world.office, name="县委、县政府", unit=unit)
    assert "县委、县政府；青山别名" in text(read(clerk, "units_unit", "change", unit.pk))


def test_a_month_is_called_by_its_name(client, world):
    log_in(client, world.system)
    activity = world.rows["calendar_events_activity"]
    assert "月份5月" in text(read(client, "calendar_events_activity", "change", activity.pk))


def test_lists_count_their_rows(clerk, world):
    make_unit(world.office, "县财政局")
    assert text(read(clerk, "units_unit")).endswith("共2条")
    assert "找到1条（共2条）" in text(read(clerk, "units_unit", q="财政"))


def test_between_the_pages_of_a_long_list_stands_nothing_to_press(clerk, world):
    for number in range(600):
        UnitAlias.objects.create(office=world.office, name=f"别名{number}号", unit=world.rows["units_unit"])
    page = read(clerk, "units_unitalias")
    assert "…" in text(page)
    assert not [link for link in page.xpath("//a[contains(@href, 'p=')]/@href") if not re.search(r"p=\d+$", link)]


def test_an_empty_list_says_whether_something_was_looked_for(clerk, world):
    world.rows["tasks_returnphrase"].delete()
    said = text(read(clerk, "tasks_returnphrase"))
    assert "还没有内容" in said
    assert "新增退回用语" in said
    assert "清除筛选" not in said
    said = text(read(clerk, "tasks_returnphrase", q="没有"))
    assert "没有符合的内容" in said
    assert "清除筛选" in said


def test_titles_are_words_and_not_sentences_of_a_machine(clerk, world):
    unit = world.rows["units_unit"]
    assert title(read(clerk, "units_unit")) == "单位"
    assert title(read(clerk, "units_unit", "add")) == "新增单位"
    assert title(read(clerk, "units_unit", "export")) == "导出单位"
    assert "删除单位" in text(read(clerk, "units_unit", "change", unit.pk))
    room = html.fromstring(clerk.get(reverse("admin:app_list", args=["tasks"])).content.decode())
    assert title(room) == "任务"
    assert room.xpath("//h1")[0].text_content().strip() == "任务"


def test_a_page_for_a_new_row_says_so_and_offers_no_other(clerk, world):
    page = read(clerk, "units_unit", "add")
    assert "新增单位" in page.xpath("//h1")[0].text_content()
    assert not page.xpath("//a[contains(@class, 'addlink')]")
    assert read(clerk, "units_unit").xpath("//a[contains(@class, 'addlink')]")


def test_names_stand_in_the_head_as_they_are_written(clerk, world):
    batch = world.rows["imports_importbatch"]
    type(batch).objects.filter(pk=batch.pk).update(file_name="shicheng-2024.docx")
    head = read(clerk, "imports_importbatch", "change", batch.pk).xpath("//h1")[0].text_content()
    assert str(type(batch).objects.get(pk=batch.pk)) in head


def test_an_export_says_what_it_does(clerk, world):
    page = read(clerk, "units_unit", "export")
    assert "将导出下列各列：全称、简称、" in text(page)
    assert [button.text_content().strip() for button in page.xpath("//div[@id='content']//button")] == ["导出"]
    assert "导出单位" in page.xpath("//h1")[0].text_content()


def test_registers_stand_on_the_first_page_as_in_the_menu(clerk, world):
    page = html.fromstring(clerk.get(reverse("admin:index")).content.decode())
    menu = [link for link in page.xpath("//*[@id='nav-sidebar-apps']//a/@href") if link.count("/") == 4]
    shown = [link for link in page.xpath("//div[@id='content']//li/a/@href") if not link.endswith("/add/")]
    assert shown == menu


def test_every_register_stands_in_the_menu():
    groups = settings.UNFOLD["SIDEBAR"]["navigation"]
    links = {str(item["link"]) for group in groups for item in group["items"]}
    models = [model._meta for model in admin.site._registry]
    assert [m.label for m in models if reverse(f"admin:{m.app_label}_{m.model_name}_changelist") not in links] == []
