"""Which assignments an address asks for: ?show=overdue&year=2026&plan=3&task=51&unit=7&kind=town&heading=9&q=预算&due=2026-09-30&on=2026-06-30."""

from datetime import date
from functools import cached_property

from django.db.models import Case, When
from django.shortcuts import get_object_or_404

from documents.days import long_day, short_day
from tasks.addresses import day_of, number, period_of, year_of
from tasks.figures import FIGURES, PERIOD_FIGURES
from tasks.headings import Headings
from tasks.listed import OF_TODAY, rows_of
from tasks.models import Assignment, Heading, Plan, Task
from tasks.past import as_of
from tasks.querysets import working_year
from tasks.standings import is_at_work
from units.finding import LONGEST, first_words
from units.models import Unit
from units.querysets import acting

# Figures that have a button of their own above the list; the others are reached from where they are shown.
BUTTONS = ("overdue", "week", "month", "unanswered", "unreceived", "review", "done")
ALL = "all"


def filters(as_of) -> list[tuple[str, str]]:
    """Return what a list of that day can be narrowed to, as code and name."""
    shown = [(code, FIGURES[code].label) for code in BUTTONS]
    today = [] if as_of.is_past else [(code, asked.label) for code, asked in OF_TODAY.items()]
    return [*shown[:4], *today, *shown[4:], (ALL, "全部")]


class Listing:
    """What an address asks for, read from params (its query). What makes no sense is as if it were not there.

    What belongs to another office raises Http404.
    """

    def __init__(self, params, user, today: date):
        self._user, self._today = user, today
        self.as_of = as_of(params.get("on", ""), today)
        self.within = period_of(params.get("within", ""))
        known = FIGURES | (PERIOD_FIGURES if self.within else {}) | ({} if self.as_of.is_past else OF_TODAY)
        self.show = params.get("show") if params.get("show") in known else ALL
        self.task = self._one(Task.objects.select_related("plan").defer("plan__layout"), params, "task")
        self.plan = self.task.plan if self.task else self._one(Plan.objects.defer("layout"), params, "plan")
        self.unit = self._one(Unit.objects, params, "unit")
        self.heading = None
        if pk := number(params, "heading"):
            self.heading = get_object_or_404(Heading.objects.filter(plan__in=self._plans), pk=pk)
        self.kind = params.get("kind") if params.get("kind") in Unit.Kind.values else ""
        self.text = params.get("q", "").replace("\0", "").strip()[:LONGEST]
        self.words = first_words(self.text)
        self._year = year_of(params)
        self.due = day_of(params.get("due", ""))

    def _one(self, rows, params, name):
        pk = number(params, name)
        return get_object_or_404(rows.visible_to(self._user), pk=pk) if pk else None

    @property
    def _plans(self):
        return Plan.objects.visible_to(self._user)

    @cached_property
    def _every_plan(self) -> list[tuple]:
        """All plans with assignments: key, title, year, and whether it is (or was then) at work."""
        rows = self._plans.exclude(state=Plan.State.DRAFT).order_by("-pk")
        at_work = Case(When(is_at_work(self.as_of), then=True), default=False)
        return list(rows.values_list("pk", "title", "year", at_work))

    @cached_property
    def year(self) -> int:
        """The year asked for; that of the plan; or the one people work on."""
        if self.plan:
            return self.plan.year
        at_work = (year for _, _, year, issued in self._every_plan if issued)
        return self._year or working_year(at_work, self._today)

    @cached_property
    def plans(self) -> list[tuple[int, str]]:
        """The issued plans of the year as keys and titles, to choose from and to look in."""
        return [(pk, title) for pk, title, year, issued in self._every_plan if issued and year == self.year]

    @cached_property
    def headings(self) -> list[tuple[int, str]]:
        """The headings of the plan asked for as keys and texts, in printed order."""
        if not self.plan:
            return []
        rows = self.plan.headings.order_by("position").values_list("pk", "level", "text")
        return [(pk, "　" * (level - 1) + text[:40]) for pk, level, text in rows]

    @cached_property
    def units(self) -> list[tuple[int, str]]:
        """The units of the office as keys and names, in register order."""
        rows = Unit.objects.visible_to(self._user).order_by("position", "pk")
        return list(rows.values_list("pk", "short_name"))

    @property
    def label(self) -> str:
        """The name of what is shown, with the days of its period."""
        if self.show in PERIOD_FIGURES:
            first, last = self.within
            return f"{long_day(first)}至{short_day(last)}{PERIOD_FIGURES[self.show].label.removeprefix('期间')}"
        return "全部" if self.show == ALL else (FIGURES | OF_TODAY)[self.show].label

    @property
    def is_elsewhere(self) -> bool:
        """Whether what is shown has no button above the list, so that its name must be said."""
        return self.show not in dict(filters(self.as_of))

    @cached_property
    def chosen(self) -> dict:
        """What is asked for, by its name in the address; empty where nothing is."""
        rows = {"plan": self.plan, "task": self.task, "unit": self.unit, "heading": self.heading}
        keys = {name: row.pk if row else "" for name, row in rows.items()}
        return {
            "show": self.show,
            "year": self.year,
            **keys,
            "kind": self.kind,
            "q": self.text,
            "due": self.due or "",
            "on": self.on,
        }

    @property
    def on(self) -> str:
        """The past day that is shown, as an address names it; empty for today."""
        return self.as_of.day.isoformat() if self.as_of.is_past else ""

    @property
    def query(self) -> dict:
        """What the address must say to ask for the same again."""
        return {name: value for name, value in self.chosen.items() if value}

    @property
    def is_narrowed(self) -> bool:
        """Whether more than the year and the state is asked for."""
        return any((self.plan, self.task, self.unit, self.heading, self.kind, self.text, self.due))

    @property
    def plans_of_year(self) -> list[int]:
        """The keys of all plans of the year, also of those that are not at work."""
        return [pk for pk, _, year, _ in self._every_plan if year == self.year]

    @property
    def asked_plans(self) -> list[int]:
        """The keys of the plans to look in."""
        return [pk for pk, _ in self.plans if not self.plan or pk == self.plan.pk]

    @cached_property
    def asked_headings(self) -> list[int]:
        """The keys of the heading asked for and of those below it."""
        return Headings([self.heading.plan_id]).within(self.heading.pk)

    def rows(self):
        """Return the assignments of issued plans that are asked for; a list of the office's, nothing for others."""
        member = acting(self._user)
        return rows_of(self, member.office_id) if member and member.at_office else Assignment.objects.none()
