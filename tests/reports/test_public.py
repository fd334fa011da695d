"""What the public sees: only what the office shows, only the listed fields, and the same for everybody."""

import pytest
from django.urls import reverse
from lxml import html

from tasks.models import Assignment, ProgressReport
from tasks.services.reports import report_submit
from tasks.services.review import report_accept, report_return
from tasks.services.rules import plan_set_rules
from tests.world import AT, issue, make_clerk, make_office, make_person, make_plan, make_task, make_unit

pytestmark = pytest.mark.django_db
SECRETS = ("内部口径，不要外传", "经费没有落实", "下一步打算甲乙丙", "审核意见丁戊己")


class Shown:
    """An office with a plan of three tasks; the first is accepted of one of two units."""

    def __init__(self, slug="qingshan", tasks=3):
        self.office = make_office(slug, f"{slug}办公室", slug)
        self.clerk = make_clerk(self.office)
        self.units = [make_unit(self.office), make_unit(self.office, "县教体局")]
        self.plan = make_plan(self.office)
        heading = self.plan.headings.create(level=1, text="一、重点领域", position=1)
        for _ in range(tasks):
            make_task(self.plan, *self.units, units_raw="县财政局、县教体局", heading=heading)
        issue(self.plan, by=self.clerk)
        plan_set_rules(plan=self.plan, by=self.clerk, at=AT, is_public=True)
        self.liaison = make_person(self.office, unit=self.units[0])

    def answer(self, row, url) -> ProgressReport:
        progress, problem, next_step, _ = SECRETS
        values = {"progress": progress, "problem": problem, "next_step": next_step, "count": 0}
        links = [(url, "公开网页", None)]
        values["needs_coordination"] = False
        return report_submit(assignment=row, values=values, links=links, version=0, by=self.liaison, at=AT)

    def rows(self):
        return Assignment.objects.filter(plan=self.plan, unit=self.units[0]).order_by("task__position")


@pytest.fixture
def shown():
    return Shown()


def page(client, shown):
    return client.get(reverse("public_year", args=[shown.office.slug, 2026]))


def test_it_says_what_was_promised_and_what_is_done_with_the_accepted_links(client, shown):
    first, second, third = shown.rows()
    report_accept(report=shown.answer(first, "https://www.qingshan.example/ok.html"), by=shown.clerk, at=AT)
    shown.answer(second, "https://www.qingshan.example/waiting.html")
    report_return(
        report=shown.answer(third, "https://www.qingshan.example/returned.html"),
        by=shown.clerk,
        at=AT,
        reason=SECRETS[3],
    )
    text = page(client, shown).content.decode()
    assert "共3项任务，0项已全部完成，3项正在推进" in text
    assert "2个单位，1个已完成" in text
    assert "县财政局、县教体局" in text
    assert "一、重点领域" in text
    assert "https://www.qingshan.example/ok.html" in text
    assert "waiting.html" not in text
    assert "returned.html" not in text
    for words in (*SECRETS, shown.liaison.name, shown.clerk.name, "逾期", "退回"):
        assert words not in text, words


def test_a_task_that_all_units_have_done_is_done_and_one_that_was_ended_is_no_promise(client, shown):
    rows = Assignment.objects.filter(plan=shown.plan)
    tasks = list(shown.plan.tasks.order_by("position"))
    rows.filter(task=tasks[0]).update(state="done", done_at=AT)
    rows.filter(task=tasks[2]).update(state="cancelled")
    text = page(client, shown).content.decode()
    assert "共2项任务，1项已全部完成，1项正在推进" in text
    assert tasks[2].requirement not in text


def test_a_long_paper_has_a_list_of_its_headings_that_leads_to_each(client):
    shown = Shown(tasks=4)

    def outline():
        tree = html.fromstring(page(client, shown).content.decode())
        links = tree.xpath("//ul[@class='outline']//a")
        return [(link.text, tree.xpath(f"//tr[@id='{link.get('href')[1:]}']/th")[0].text) for link in links]

    assert outline() == []  # a short one needs none
    words = ["一、重点领域", "二、政策解读", "三、平台建设", "四、监督保障"]
    for place, task in enumerate(shown.plan.tasks.order_by("position")):
        if place:
            task.heading = shown.plan.headings.create(level=1, text=words[place], position=place + 1)
            task.save()
    assert outline() == [(text, text) for text in words]


def test_nothing_is_shown_that_the_office_does_not_show(client, shown):
    plan_set_rules(plan=shown.plan, by=shown.clerk, at=AT, is_public=False)
    assert page(client, shown).status_code == 404
    assert client.get(reverse("public_office", args=[shown.office.slug])).status_code == 404
    draft = make_plan(shown.office, "拟稿", 2027, is_public=True)
    make_task(draft, shown.units[0])
    assert client.get(reverse("public_year", args=[shown.office.slug, 2027])).status_code == 404
    assert client.get(reverse("public_year", args=["nobody", 2026])).status_code == 404


def test_another_offices_tasks_do_not_stand_on_the_page(client, shown):
    other = Shown("dongshan")
    other.plan.tasks.update(requirement="别的县的任务。")
    assert "别的县的任务" not in page(client, shown).content.decode()


def test_it_is_kept_by_caches_and_not_sent_again(client, shown):
    response = page(client, shown)
    assert "public" in response.headers["Cache-Control"]
    assert "max-age=900" in response.headers["Cache-Control"]
    assert "Cookie" not in response.headers.get("Vary", "")
    etag = response.headers["ETag"]
    again = client.get(reverse("public_year", args=[shown.office.slug, 2026]), headers={"if-none-match": etag})
    assert (again.status_code, again.content) == (304, b"")
    client.force_login(shown.clerk)
    assert page(client, shown).headers["ETag"] == etag  # the same for who is signed in
    assert client.get(reverse("public_office", args=[shown.office.slug])).headers["Location"].endswith("/2026/")


def test_the_page_costs_the_same_queries_for_one_task_and_for_many(client, django_assert_num_queries):
    one, many = Shown("yi", tasks=1), Shown("er", tasks=20)
    for shown in (one, many):
        for row in shown.rows():
            report_accept(report=shown.answer(row, f"https://www.qingshan.example/{row.pk}"), by=shown.clerk, at=AT)
    for shown in (one, many):
        with django_assert_num_queries(7):
            page(client, shown)


def test_a_task_with_many_links_shows_some_and_says_how_many_more(client, shown):
    row = shown.rows()[0]
    report = shown.answer(row, "https://www.qingshan.example/0")
    for n in range(1, 30):
        report.evidence.create(url=f"https://www.qingshan.example/{n}", title="")
    report_accept(report=report, by=shown.clerk, at=AT)
    assert "还有10条" in page(client, shown).content.decode()
