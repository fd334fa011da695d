"""A unit's own tasks, in order of need."""

from django.core.paginator import Paginator
from django.db.models import F
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from calendar_events.life import mark_next
from calendar_events.models import Activity
from tasks.lights import Lights
from tasks.models import Assignment, Instruction, Plan, ProgressReport
from units.access import unit_required
from units.models import Membership

# In order of need. Each line of the list falls into the first group whose test it passes.
GROUPS = (
    ("领导有批示，请回复", lambda line: line.instructed and not line.assignment.is_final),
    ("被退回，请修改后重新报送", lambda line: line.returned),
    ("已逾期", lambda line: line.light.css == "overdue" and not line.at_leader),
    ("临期", lambda line: line.light.css == "soon" and not line.at_leader),
    ("待签收", lambda line: line.assignment.state == Assignment.State.ASSIGNED and line.assignment.due_on),
    ("等本单位领导审核", lambda line: line.at_leader),
    ("办理中", lambda line: line.assignment.is_with_unit and line.assignment.due_on),
    ("长期坚持和未定期限", lambda line: line.assignment.is_with_unit),
    ("已报送，等办公室审核", lambda line: line.light.css == "review"),
    ("已办结和已终止", lambda line: True),
)
PAGE = 30  # lines of a group; a unit that has more turns pages within the group


class Line:
    """One line of the list: the assignment, its light, and what else decides how urgent it is."""

    def __init__(self, assignment, light, marks):
        self.assignment = assignment
        self.light = light
        last = marks["last"].get(assignment.pk)
        self.returned = last.review_note if last and assignment.has_back(last) else ""  # why
        self.at_leader = assignment.pk in marks["at_leader"]
        self.instructed = assignment.pk in marks["instructed"]
        self.yearly = assignment.task.deadline_kind == "open" and assignment.pk not in marks["told"]


@require_GET
@unit_required
def my_tasks(request):
    """What is mine, in order of need."""
    today = timezone.localdate()
    rows = Assignment.objects.visible_to(request.user).of_open_plans().for_list()
    year = Plan.objects.visible_to(request.user).working_year(today)
    lights, marks = Lights(request.member.office, today), _marks(request, today)
    lines = [
        Line(row, lights.of(row), marks) for row in rows.order_by(F("due_on").asc(nulls_last=True), "task__position")
    ]
    lines_of = {
        True: [line for line in lines if line.assignment.task.plan.year == year],
        False: [line for line in lines if line.assignment.task.plan.year != year],
    }
    is_leader = request.member.role == Membership.Role.UNIT_LEADER
    context = {
        "groups": _grouped(lines_of[True], request.GET),
        "earlier": _grouped(lines_of[False], request.GET, "earlier"),
        "open_elsewhere": sum(line.assignment.is_with_unit for line in lines_of[False]),
        "turned_earlier": request.GET.get("group", "").startswith("earlier"),
        "year": year,
        "activities": _own_activities(request, lights.calendar, today),
        "for_leader": len(marks["at_leader"]) if is_leader else 0,
    }
    return render(request, "tasks/my_tasks.html", context)


def _marks(request, today) -> dict:
    """Return what the reports and instructions of the unit say about its assignments of open plans. Two queries."""
    own = Assignment.objects.visible_to(request.user).of_open_plans()
    reports = ProgressReport.objects.filter(assignment__in=own).exclude(state=ProgressReport.State.DRAFT)
    found = {"last": {}, "at_leader": set(), "told": set(), "instructed": set()}
    columns = ("assignment", "state", "review_note", "submitted_at", "reviewed_at")
    for row in reports.order_by("pk").values_list(*columns, named=True):
        found["last"][row.assignment] = row
        if row.state == ProgressReport.State.AT_LEADER:
            found["at_leader"].add(row.assignment)
        at = row.submitted_at
        if at and row.state != ProgressReport.State.WITHDRAWN and timezone.localdate(at).year == today.year:
            found["told"].add(row.assignment)
    open_ones = Instruction.objects.filter(assignment__in=own, reply="")
    found["instructed"].update(open_ones.values_list("assignment", flat=True))
    return found


def _own_activities(request, calendar, today):
    """What the unit hosts and has not closed, with the next step: this year's activities, and last year's."""
    own = Activity.objects.visible_to(request.user).filter(host=request.member.unit_id)
    own = own.filter(schedule__year__in=(today.year - 1, today.year)).exclude(state=Activity.State.CANCELLED)
    own = own.with_unanswered().select_related("host", "schedule").order_by("schedule__year", "month", "day")
    return [activity for activity in mark_next(own, calendar, today) if activity.upcoming]


def _grouped(lines, params, years="") -> list[tuple]:
    """Return the groups that have lines: name, mark on the page, the page of its lines, whether it was asked for.

    Each group turns its own pages: what is urgent in one stays in sight while somebody looks through another.
    """
    groups = [[] for _ in GROUPS]
    for line in lines:
        groups[next(place for place, (_, test) in enumerate(GROUPS) if test(line))].append(line)
    found = []
    for place, own in enumerate(groups):
        mark = f"{years}{place}"
        asked = params.get("group") == mark
        if own:
            found.append(
                (GROUPS[place][0], mark, Paginator(own, PAGE).get_page(params.get("page") if asked else 1), asked)
            )
    return found
