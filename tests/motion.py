"""An office in motion: acts of all kinds, one after the other in time, at random but the same for the same seed."""

import random
from datetime import date, datetime, timedelta

from django.utils import timezone

from tasks.models import Assignment, ExtensionRequest, Plan, ProgressReport, TaskParty
from tasks.services.accepting import reports_accept
from tasks.services.cancelling import assignments_cancel, assignments_restore
from tasks.services.errors import ActRefused
from tasks.services.extensions import extension_ask, extension_decide
from tasks.services.issue import plan_close, plan_extend
from tasks.services.lifecycle import (
    assignment_cancel,
    assignment_receive,
    assignment_reopen,
    assignment_set_due,
)
from tasks.services.reassign import assignment_reassign
from tasks.services.reports import report_no_news, report_submit
from tasks.services.review import report_return
from tests.world import issue, make_clerk, make_office, make_plan, make_task, make_unit
from units.models import Office

START = datetime(2026, 2, 2, 1, 0, tzinfo=timezone.get_fixed_timezone(0))
TEXT = {"progress": "已在县政府网站公开。", "problem": "", "next_step": "", "needs_coordination": False, "count": 0}


class Motion:
    """An office with units and plans. ``step`` does one act, some hours or days after the one before."""

    gaps = (1, 5, 20, 30, 80)  # hours
    ACTS = (
        *["receive", "answer", "answer", "answer", "accept", "accept", "send_back", "say_nothing_new", "ask", "decide"],
        *["end", "end_for_a_paper", "restore", "reopen", "set_day", "reassign", "extend", "issue", "archive"],
    )

    def __init__(self, seed=0, units=5, office: Office | None = None):
        self.dice = random.Random(seed)
        self.office = office or make_office()
        self.clerk = make_clerk(self.office)
        self.units = [make_unit(self.office, f"县第{n}局") for n in range(1, units + 1)]
        self.now, self.made, self.former = START, 0, {}
        self.issue()

    def run(self, steps: int):
        """Do so many acts and yield the name and the moment of each, when it is done."""
        for _ in range(steps):
            yield self.step()

    def step(self) -> tuple[str, datetime]:
        self.now += timedelta(hours=self.dice.choice(self.gaps))
        act = self.dice.choice(self.ACTS)
        getattr(self, act)()
        return act, self.now

    @property
    def today(self) -> date:
        return timezone.localdate(self.now)

    @property
    def by(self) -> dict:
        return {"by": self.clerk, "at": self.now}

    def day(self):
        return self.today + timedelta(days=self.dice.choice([2, 6, 10, 25, 60, 150]))

    def some(self, *states, most=4) -> list[Assignment]:
        rows = Assignment.objects.filter(office=self.office, plan__state="issued", state__in=states).order_by("pk")
        rows = list(rows.select_related("task__plan", "unit", "office"))
        return self.dice.sample(rows, min(len(rows), most))

    def waiting(self) -> list[ProgressReport]:
        rows = ProgressReport.objects.filter(assignment__office=self.office, state="submitted").order_by("pk")
        rows = list(rows.filter(assignment__plan__state="issued"))
        return self.dice.sample(rows, min(len(rows), 3))

    # -- what the office and the units do

    def issue(self):
        self.made += 1
        if self.made > 4:
            return
        plan = make_plan(self.office, f"2026年第{self.made}号任务分工", 2026)
        for _ in range(3):
            parties = self.dice.sample(self.units, min(3, len(self.units)))
            make_task(plan, *parties, due_on=self.dice.choice([None, self.day(), self.day()]))
        make_task(plan, *self.units[:2], due_on=None, deadline_kind="periodic", deadline_raw="每月底前")
        led = make_task(plan, *self.units[-3:], due_on=self.day(), done_rule="lead")
        led.parties.filter(position=1).update(role="lead")
        issue(plan, by=self.clerk, at=self.now)

    def extend(self):
        plan = Plan.objects.filter(office=self.office, state="issued").order_by("pk").first()
        if plan is None:
            return
        task = plan.tasks.order_by("pk").first()
        unit = self.dice.choice(self.units)
        TaskParty.objects.create(task=task, position=task.parties.count() + 1, text=str(unit), unit=unit, role="lead")
        task.due_on, task.deadline_kind = self.day(), "fixed"
        task.save()
        plan_extend(plan=plan, tasks=[task], **self.by)

    def archive(self):
        plans = Plan.objects.filter(office=self.office, state="issued").order_by("pk")
        if plans.count() > 2:
            plan_close(plan=plans.first(), **self.by)

    def receive(self):
        for row in self.some("assigned"):
            assignment_receive(assignment=row, **self.by)

    def answer(self):
        for row in self.some("assigned", "in_progress"):
            report_submit(assignment=row, values=TEXT, links=[], version=self._draft_of(row), **self.by)

    def say_nothing_new(self):
        for row in self.some("assigned", "in_progress", most=2):
            report_no_news(assignment=row, **self.by)

    def accept(self):
        reports_accept(reports=self.waiting(), **self.by)  # the lead's may have closed what the others handed in

    def send_back(self):
        for report in self.waiting()[:1]:
            report_return(report=report, reason="请补充公开链接。", **self.by)

    def ask(self):
        for row in self.some("assigned", "in_progress", most=2):
            try:
                later = (row.due_on or self.today) + timedelta(days=20)
                extension_ask(assignment=row, new_due_on=later, reason="数据汇总需要时间。", **self.by)
            except ActRefused:
                continue

    def decide(self):
        asked = ExtensionRequest.objects.filter(assignment__office=self.office, state="asked").order_by("pk")
        for extension in asked.filter(assignment__plan__state="issued")[:2]:
            try:
                extension_decide(extension=extension, granted=self.dice.random() < 0.7, note="已核实。", **self.by)
            except ActRefused:
                extension_decide(extension=extension, granted=False, note="不再适用。", **self.by)

    def end(self):
        for row in self.some("assigned", "in_progress", "in_review", most=1):
            assignment_cancel(assignment=row, reason="工作已调整。", **self.by)

    def end_for_a_paper(self):
        rows = self.some("assigned", "in_progress", "in_review", most=2)
        self.former |= assignments_cancel(assignments=rows, reason="更正件未列。", **self.by)

    def restore(self):
        assignments_restore(office=self.office, former=self.former, reason="撤销导入", **self.by)
        self.former = {}

    def reopen(self):
        for row in self.some("done", most=1):
            assignment_reopen(assignment=row, reason="网页已失效，请重新公开。", **self.by)

    def set_day(self):
        for row in self.some("assigned", "in_progress", "in_review", most=1):
            assignment_set_due(assignment=row, due_on=self.day(), reason="与上级要求一致。", **self.by)

    def reassign(self):
        for row in self.some("assigned", "in_progress", most=1):
            free = [unit for unit in self.units if not row.task.assignments.filter(unit=unit).exists()]
            if free:
                assignment_reassign(assignment=row, unit=free[0], reason="职能调整。", **self.by)

    @staticmethod
    def _draft_of(row) -> int:
        draft = row.reports.filter(state="draft").first()
        return draft.version if draft else 0
