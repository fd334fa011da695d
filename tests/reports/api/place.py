"""Two offices, each with something of everything, and a caller with the key of the first."""

from datetime import date

from django.utils import timezone

from calendar_events.models import ActivitySchedule
from tasks.services.reports import report_submit
from tests.world import AT, issue, make_clerk, make_office, make_person, make_plan, make_task, make_unit
from units.models import ApiToken, User
from units.tokens import in_years, token_make

LISTS = ("plans", "tasks", "assignments", "activities", "units")
SAID = "欧阳秀英说：已按要求公开。"


class Place:
    """One office: an issued plan with two rows for two units, a draft, a schedule, and people."""

    def __init__(self, slug="qingshan", name="青山县人民政府办公室", region="青山县"):
        self.office = make_office(slug, name, region)
        self.clerk = make_clerk(self.office)
        self.units = [make_unit(self.office), make_unit(self.office, "县住建局")]
        self.plan = make_plan(self.office, title=f"2026年{region}政务公开工作要点")
        self.tasks = [make_task(self.plan, *self.units, due_on=date(2026, 6, 30)) for _ in range(2)]
        issue(self.plan, by=self.clerk)
        self.draft = make_plan(self.office, title="拟稿中的文件")
        self.draft_task = make_task(self.draft, self.units[0])
        self.activity = self._schedule("安排表", "issued").activities.create(
            seq=1, month=6, host=self.units[0], host_text="县财政局", signup="联系人欧阳秀英 13912345678"
        )
        self.draft_activity = self._schedule("未下发的安排表", "draft").activities.create(seq=1, host_text="县财政局")
        self.liaison = make_person(
            self.office, unit=self.units[0], email="ouyang@qingshan.example", phone="0531-87654321"
        )
        User.objects.filter(pk=self.liaison.pk).update(name="欧阳秀英")
        self.row = self.tasks[0].assignments.get(unit=self.units[0])
        values = {"progress": SAID, "needs_coordination": False}
        report_submit(assignment=self.row, values=values, links=[], version=0, by=self.liaison, at=AT)

    def _schedule(self, title, state):
        return ActivitySchedule.objects.create(office=self.office, year=2026, title=title, state=state)

    def key(self, name="市平台", until=None) -> str:
        """Return a new key of the office, good for a year from the day of the test unless it says until when."""
        at = timezone.now()
        until = until or in_years(timezone.localdate(at), 1)
        return token_make(office=self.office, name=name, valid_until=until, by=self.clerk, at=at)

    def token(self) -> ApiToken:
        """Return its only key as kept."""
        return ApiToken.objects.get(office=self.office)


def caller(client, key):
    """Return a function that asks with key: the address below /api/v1/ → the answer."""

    def ask(address, method="get", **headers):
        return getattr(client, method)(f"/api/v1/{address}", headers={"Authorization": f"Bearer {key}"} | headers)

    return ask


def walk(ask, address) -> list[dict]:
    """Return the rows of all pages."""
    rows, answer = [], ask(address).json()
    while True:
        rows += answer["items"]
        if answer["next"] is None:
            return rows
        answer = ask(answer["next"].partition("/api/v1/")[2]).json()
