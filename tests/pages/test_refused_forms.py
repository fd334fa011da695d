"""A form that was not accepted says so above, leads to each field, takes the focus, and keeps what was typed."""

import re
from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from tasks.models import Assignment, Plan
from tasks.phrases import DEFAULTS
from tasks.services.instructions import instruction_give, instruction_reply
from tasks.services.reports import report_submit
from tasks.services.review import report_return
from tests.world import AT, make_assignment, make_clerk, make_office, make_person, make_unit

pytestmark = pytest.mark.django_db
DUE = date(timezone.localdate().year + 1, 12, 31)  # lies ahead whenever the tests run
LATER = (DUE + timedelta(days=31)).isoformat()
BLANK = {"links-TOTAL_FORMS": 1, "links-INITIAL_FORMS": 0, "version": 0}
SUMMARY = re.compile(r'<div class="note error" role="alert" tabindex="-1" autofocus>(.*?)</div>', re.S)


@pytest.fixture
def assignment():
    return make_assignment(make_unit(make_office()), DUE)


@pytest.fixture
def liaison(client, assignment):
    person = make_person(assignment.office, unit=assignment.unit)
    client.force_login(person)
    return person


def ids(body):
    return re.findall(r' id="([^"]+)"', body)


def refused(answer):
    """Return the summary of a page with a refused form, after looking at what every such page must keep to."""
    body = answer.content.decode()
    assert answer.status_code == 422
    assert len(ids(body)) == len(set(ids(body)))
    (summary,) = SUMMARY.findall(body)
    led_to = re.findall(r'href="#([^"]+)"', summary)
    assert led_to
    for field in led_to:
        (tag,) = re.findall(rf'<(?:input|select|textarea)[^>]* id="{field}"[^>]*>', body)
        assert 'aria-invalid="true"' in tag
        assert f"{field}_error" in re.search(r'aria-describedby="([^"]+)"', tag)[1].split()
        assert f'id="{field}_error"' in body
    return summary


def test_an_answer_that_says_nothing(client, assignment, liaison):
    sent = BLANK | {"progress": "", "links-0-url": "不是网址", "problem": "人手不足"}
    answer = client.post(reverse("assignment", args=[assignment.pk]), sent)
    summary = refused(answer)
    assert "没有提交：有2处需要修改" in summary
    assert '<a href="#id_progress">进展情况</a>：请填写进展情况' in summary
    assert '<a href="#id_links-0-url">网页地址</a>：这不是一个完整的网址' in summary
    assert "人手不足" in answer.content.decode()


def test_a_later_day_without_a_reason(client, assignment, liaison):
    answer = client.post(reverse("extension_ask", args=[assignment.pk]), {"new_due_on": LATER})
    assert "理由" in refused(answer)
    assert f'value="{LATER}"' in answer.content.decode()


def test_what_the_rules_refuse_keeps_what_was_typed_too(client, assignment, liaison):
    sent = {"new_due_on": DUE.isoformat(), "reason": "材料未齐"}
    answer = client.post(reverse("extension_ask", args=[assignment.pk]), sent)
    assert answer.status_code == 422
    body = answer.content.decode()
    assert "申请的日期应晚于现在的期限" in SUMMARY.search(body)[1]
    assert "材料未齐</textarea>" in body
    client.force_login(make_clerk(assignment.office))
    there = make_unit(make_office("beihe", "北河县人民政府办公室", "北河县"))
    answer = client.post(reverse("assignment_reassign", args=[assignment.pk]), {"unit": there.pk, "reason": "职责调整"})
    assert "请从名册里选择单位" in refused(answer)
    assert 'value="职责调整"' in answer.content.decode()


def test_a_later_day_is_not_offered_while_one_waits(client, assignment, liaison):
    address = reverse("extension_ask", args=[assignment.pk])
    offer = "来不及？申请延期"
    assert offer in client.get(reverse("assignment", args=[assignment.pk])).content.decode()
    sent = {"new_due_on": LATER, "reason": "材料未齐"}
    assert offer not in client.post(address, sent, follow=True).content.decode()
    again = client.post(address, sent)  # from a page that was open before
    assert "已有一份延期申请在等办公室决定" in SUMMARY.search(again.content.decode())[1]


def test_only_the_instruction_that_was_answered_says_what_is_missing(client, assignment, liaison):
    leader = make_person(assignment.office, "office_leader")
    given = [instruction_give(assignment=assignment, text=text, by=leader, at=AT) for text in ("请公开。", "请解读。")]
    answer = client.post(reverse("instruction_reply", args=[assignment.pk, given[1].pk]), {"reply": ""})
    assert f"#reply_{given[1].pk}_reply" in refused(answer)
    assert answer.content.decode().count("请写明办理情况后再回复。") == 2  # above, and at its field


def test_a_colleague_who_replies_second_keeps_what_was_typed(client, assignment, liaison):
    leader = make_person(assignment.office, "office_leader")
    given = instruction_give(assignment=assignment, text="请公开。", by=leader, at=AT)
    instruction_reply(instruction=given, text="已公开。", by=liaison, at=AT)
    answer = client.post(reverse("instruction_reply", args=[assignment.pk, given.pk]), {"reply": "我也写了很久。"})
    assert "已经回复过了" in refused(answer)
    body = answer.content.decode()
    assert "我也写了很久。</textarea>" in body
    assert "回复：已公开。" in body


TOO_LONG = "长" * 501


@pytest.mark.parametrize(
    ("sent", "words", "kept"),
    [
        ({"reason": " "}, "退回须写明理由", ""),
        ({"reason": TOO_LONG}, "不超过500个字", f"{TOO_LONG}</textarea>"),
        ({"phrase": DEFAULTS[0], "reason": "长" * 499}, "不超过500个字", f'<option value="{DEFAULTS[0]}" selected>'),
        ({"phrase": "长" * 201, "reason": "链接打不开。"}, "常用理由", "链接打不开。</textarea>"),
    ],
)
def test_a_return_that_does_not_fit_keeps_its_reason(client, assignment, liaison, sent, words, kept):
    report = hand_in(assignment, liaison)
    client.force_login(make_clerk(assignment.office))
    answer = client.post(reverse("report_return", args=[report.pk]), sent | {"next": "/review/?need=coordination"})
    assert words in refused(answer)
    assert kept in answer.content.decode()
    assert 'name="next" value="/review/?need=coordination"' in answer.content.decode()
    report.refresh_from_db()
    assert report.state == "submitted"


def test_a_return_that_somebody_else_was_faster_with_keeps_its_reason(client, assignment, liaison):
    clerk, report = make_clerk(assignment.office), hand_in(assignment, liaison)
    report_return(report=report, by=clerk, at=AT, reason="请补充。")
    client.force_login(clerk)
    answer = client.post(reverse("report_return", args=[report.pk]), {"reason": "请写明几条。"})
    assert answer.status_code == 422
    assert "已经处理过了" in SUMMARY.search(answer.content.decode())[1]
    assert "请写明几条。</textarea>" in answer.content.decode()


def test_a_leader_who_sends_back_with_too_long_a_reason_keeps_it(client, assignment, liaison):
    leader = make_person(assignment.office, "unit_leader", assignment.unit)
    Plan.objects.update(leader_first=True)
    report = hand_in(assignment, liaison)
    client.force_login(leader)
    answer = client.post(reverse("report_send_back", args=[report.pk]), {"reason": TOO_LONG})
    assert "不超过500个字" in refused(answer)
    assert f"{TOO_LONG}</textarea>" in answer.content.decode()


def test_a_line_break_counts_once_as_it_does_in_the_box(client, assignment, liaison):
    report = hand_in(assignment, liaison)
    client.force_login(make_clerk(assignment.office))
    client.post(reverse("report_return", args=[report.pk]), {"reason": "请写明。\r\n" * 100})
    report.refresh_from_db()
    assert (report.state, report.review_note) == ("returned", ("请写明。\n" * 100).strip())


def hand_in(assignment, by):
    fresh = Assignment.objects.get(pk=assignment.pk)
    return report_submit(assignment=fresh, values={"progress": "已公开。"}, links=[], version=0, by=by, at=AT)


@pytest.mark.parametrize(
    ("name", "more", "sent", "kept"),
    [
        ("assignment_act", ["due"], {"reason": "材料未齐"}, 'value="材料未齐"'),
        ("assignment_act", ["due"], {"reason": "材料未齐", "due_on": DUE.isoformat()}, "和现在的期限一样"),
        ("assignment_act", ["cancel"], {"reason": " "}, ""),
        ("assignment_reassign", [], {"reason": "职责调整"}, 'value="职责调整"'),
        ("instruction_give", [], {"text": ""}, ""),
    ],
)
def test_an_act_of_the_office(client, assignment, name, more, sent, kept):
    client.force_login(make_clerk(assignment.office))
    answer = client.post(reverse(name, args=[assignment.pk, *more]), sent)
    assert "没有办理：有1处需要修改" in refused(answer)
    assert kept in answer.content.decode()
    assert answer.content.decode().count('<details class="card" open>') == 1


def test_every_label_of_the_offices_acts_is_for_its_own_field(client, assignment):
    client.force_login(make_clerk(assignment.office))
    body = client.get(reverse("assignment", args=[assignment.pk])).content.decode()
    labels = re.findall(r'<label for="([^"]+)"', body)
    assert {"due_reason", "cancel_reason", "reassign_reason"} <= set(labels)
    assert len(labels) == len(set(labels))
    assert set(labels) <= set(ids(body))


def test_news_takes_the_focus_and_a_refusal_goes_before_it(client, assignment, liaison):
    news = 'role="status" tabindex="-1" autofocus'
    page = client.post(reverse("assignment_receive", args=[assignment.pk]), follow=True).content.decode()
    assert news in page
    assert SUMMARY.search(page) is None
    client.post(reverse("no_news", args=[assignment.pk]))
    page = client.post(reverse("assignment", args=[assignment.pk]), BLANK | {"progress": ""}).content.decode()
    assert 'role="status"' in page
    assert news not in page
    assert SUMMARY.search(page)


def test_enter_in_a_field_saves_a_draft_and_speaks_of_no_file(client, assignment, liaison):
    body = client.get(reverse("assignment", args=[assignment.pk])).content.decode()
    form = body[body.index('id="answer"') :]
    first = re.search(r'<button type="submit"[^>]*>', form)[0]
    assert 'name="draft"' in first
    assert 'tabindex="-1"' in first
    assert form.index("links-0-url") < form.index("links-0-title") < form.index("links-0-published_on")
