"""What 查找 finds: tasks, answers, activities and units that hold all words, as far as a person may see them.

Each group is one query from ``visible_to(user)``: the office's rows are the way in or the index of words is, whichever
is narrower, and rows of other offices never come to the page. What is shown beside a row (states) is read for the rows
of the page, in one query a group.
"""

from dataclasses import dataclass
from datetime import date

from django.db.models import Case, Count, Exists, F, IntegerField, OuterRef, Q, When
from django.urls import reverse

from calendar_events.finding import ACTIVITIES
from calendar_events.models import Activity
from tasks.finding import REPORTS, TASKS
from tasks.lights import Light, Lights
from tasks.models import Assignment, Plan, ProgressReport, Task
from units.finding import ALIASES, UNITS, Holds, are_rare
from units.models import Unit, UnitAlias
from units.paging import Keyset, Page
from units.querysets import acting
from units.snippets import holds_any, snippet

FEW, PAGE = 10, 50  # rows of each group at first, and of one group alone
NEWER = 10_000  # what is at work stands before what is archived, of whatever year


@dataclass(frozen=True, slots=True)
class Line:
    """One row that was found: its texts as parts (units.snippets), what stands below them, and its state."""

    address: str
    texts: list
    about: list[str]
    light: Light | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """The rows of one kind."""

    kind: str
    label: str
    page: Page
    lines: list[Line]


class Finding:
    """What somebody may see of what holds all the words (``units.finding.words``) on a day."""

    def __init__(self, user, words: list[str], today: date):
        self._user, self._words, self._today = user, words, today
        self._member = acting(user)

    def groups(self) -> list[Group]:
        """Return the beginning of each group; the number of queries does not depend on what is found."""
        return [self.group(kind, size=FEW) for kind in KINDS]

    def group(self, kind: str, cursor: str = "", size: int = PAGE) -> Group:
        """Return a page of the group kind (a key of KINDS)."""
        label, rows, order, lines = KINDS[kind]
        page = Keyset(rows(self), order, cursor, size=size).page
        return Group(kind, label, page, lines(self, list(page)))

    # -- tasks

    def _tasks(self):
        rows = Task.objects.visible_to(self._user).filter(Holds(TASKS, self._words))
        return rows.select_related("plan").defer("plan__layout", "duties").annotate(rank=_rank("plan__"))

    def _task_lines(self, rows) -> list[Line]:
        states = (self._progress if self._member.at_office else self._own_states)(rows)
        return [self._task_line(task, *states.get(task.pk, (None, None))) for task in rows]

    def _task_line(self, task, address, light) -> Line:
        texts = [("", task.requirement)]
        texts += [(label, text) for label, text in _raw(task) if holds_any(text, self._words)]
        about = [task.plan.title, f"第{task.number}项" if task.number else "", _archived(task.plan)]
        address = address or f"{reverse('plan', args=[task.plan_id])}#t{task.pk}"
        return Line(address, self._parts(texts), _said(about), light)

    def _progress(self, tasks) -> dict:
        """Return how many of its units are done with each task."""
        rows = Assignment.objects.visible_to(self._user).filter(task__in=tasks).exclude(state="cancelled")
        counts = rows.order_by().values_list("task").annotate(all=Count("pk"), done=Count("pk", filter=Q(state="done")))
        return {
            pk: (None, Light(f"{done}/{number}办结", "done" if done == number else "going"))
            for pk, number, done in counts
        }

    def _own_states(self, tasks) -> dict:
        """Return the own unit's state in each task, and the address of its page."""
        lights = Lights(self._member.office, self._today)
        rows = Assignment.objects.visible_to(self._user).filter(task__in=tasks)
        return {row.task_id: (row.get_absolute_url(), lights.of(row)) for row in rows}

    # -- answers

    def _reports(self):
        rare, rows = are_rare(REPORTS, self._words), ProgressReport.objects
        rows = rows.visible_among(self._user) if rare else rows.visible_to(self._user)
        rows = rows.filter(Holds(REPORTS, self._words, rare=rare))
        rows = rows.select_related("assignment__task__plan", "assignment__unit").defer("assignment__task__plan__layout")
        return rows.annotate(rank=_rank("assignment__plan__"))

    def _report_lines(self, rows) -> list[Line]:
        return [self._report_line(report, report.assignment) for report in rows]

    def _report_line(self, report, assignment) -> Line:
        texts = [("", report.progress), ("存在问题：", report.problem), ("下一步打算：", report.next_step)]
        texts = [(label, text) for label, text in texts if holds_any(text, self._words)]
        task = assignment.task
        about = [str(assignment.unit), str(task), task.plan.title, _archived(task.plan)]
        light = Light(report.get_state_display(), REPORT_LIGHTS.get(report.state, "going"))
        return Line(assignment.get_absolute_url(), self._parts(texts), _said(about), light)

    # -- activities

    def _activities(self):
        rows = Activity.objects.visible_to(self._user).filter(Holds(ACTIVITIES, self._words))
        return rows.select_related("schedule").annotate(year=F("schedule__year"))

    def _activity_lines(self, rows) -> list[Line]:
        return [self._activity_line(activity) for activity in rows]

    def _activity_line(self, activity) -> Line:
        texts = [("地点：", activity.place), ("备注：", activity.remark)]
        texts = [("", activity.theme_words)] + [pair for pair in texts if holds_any(pair[1], self._words)]
        texts += [("主办单位：", activity.host_text)]
        light = Light(*activity.standing)
        return Line(
            reverse("activity", args=[activity.pk]), self._parts(texts), _said([activity.schedule.title]), light
        )

    # -- units

    def _units(self):
        aliases = UnitAlias.objects.filter(unit=OuterRef("pk")).filter(Holds(ALIASES, self._words))
        rows = Unit.objects.visible_to(self._user)
        return rows.filter(Q(Holds(UNITS, self._words)) | Q(Exists(aliases)))

    def _unit_lines(self, rows) -> list[Line]:
        aliases = {}
        named = UnitAlias.objects.filter(unit__in=rows).filter(Holds(ALIASES, self._words)).order_by("pk")
        for unit, name in named.values_list("unit", "name"):
            aliases.setdefault(unit, []).append(name)
        return [self._unit_line(unit, aliases.get(unit.pk, [])) for unit in rows]

    def _unit_line(self, unit, aliases) -> Line:
        texts = [("", unit.name), ("简称：", unit.short_name), *(("别名：", name) for name in aliases)]
        address = f"{reverse('assignment_list')}?unit={unit.pk}" if self._member.at_office else ""
        is_over = bool(unit.active_to and unit.active_to < self._today)
        return Line(address, self._parts(texts), [unit.get_kind_display()], Light("已停用", "off") if is_over else None)

    def _parts(self, texts) -> list:
        return [(label, snippet(text, self._words)) for label, text in texts]


# By key: what it is called, which rows there are, their order (current years first), and how they become lines.
KINDS = {
    "task": ("任务", Finding._tasks, ("-rank", "pk"), Finding._task_lines),
    "report": ("进展反馈", Finding._reports, ("-rank", "-pk"), Finding._report_lines),
    "activity": ("活动", Finding._activities, ("-year", "pk"), Finding._activity_lines),
    "unit": ("单位", Finding._units, ("position", "pk"), Finding._unit_lines),
}
REPORT_LIGHTS = {"draft": "open", "submitted": "review", "at_leader": "review", "returned": "overdue", "void": "off"}
REPORT_LIGHTS |= {"accepted": "done", "recorded": "done", "withdrawn": "off"}


def _rank(plan: str) -> Case:
    """Return the order of plans, the greatest first: the years at work, then those in the archive."""
    year = F(f"{plan}year")
    return Case(
        When(**{f"{plan}state": Plan.State.CLOSED}, then=year), default=year + NEWER, output_field=IntegerField()
    )


def _raw(task) -> list[tuple[str, str]]:
    return [("责任单位：", task.units_raw), ("完成时限：", task.deadline_raw)]


def _archived(plan) -> str:
    return "已归档" if plan.state == Plan.State.CLOSED else ""


def _said(words) -> list[str]:
    return [word for word in words if word]
