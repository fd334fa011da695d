"""A unit's own tasks, and one assignment: what is asked, what was said, the short form."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import F
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from calendar_events.models import Activity
from tasks.forms import DueForm, ExtensionForm, LinkFormSet, ReportForm
from tasks.lights import Lights
from tasks.models import Assignment, Plan, ProgressReport, Task
from tasks.services.errors import ActRefused, StaleDraft
from tasks.services.extensions import extension_ask
from tasks.services.lifecycle import assignment_receive
from tasks.services.reports import report_save_draft, report_submit
from units.access import liaison_required, member_required, unit_required

# In order of need. Each line of the list falls into the first group whose test it passes.
GROUPS = (
    ("被退回，请修改后重新报送", lambda line: line.returned),
    ("已逾期", lambda line: line.light.css == "overdue"),
    ("临期", lambda line: line.light.css == "soon"),
    ("办理中", lambda line: line.assignment.is_with_unit and line.assignment.due_on),
    ("长期坚持和未定期限", lambda line: line.assignment.is_with_unit),
    ("已报送，等办公室审核", lambda line: line.light.css == "review"),
    ("已办结和已终止", lambda line: True),
)


class Line:
    """One line of a list."""

    def __init__(self, assignment, light, returned=False):
        self.assignment = assignment
        self.light = light
        self.returned = returned


@require_GET
@unit_required
def my_tasks(request):
    """What is mine, in order of need."""
    today = timezone.localdate()
    rows = Assignment.objects.visible_to(request.user).of_open_plans().for_list()
    year = Plan.objects.visible_to(request.user).working_year(today)
    returned = set(
        ProgressReport.objects.visible_to(request.user)
        .filter(state="returned", assignment__state="in_progress")
        .values_list("assignment_id", flat=True)
    )
    lights = Lights(request.member.office, today)
    lines = [
        Line(row, lights.of(row), row.pk in returned)
        for row in rows.order_by(F("due_on").asc(nulls_last=True), "task__position")
    ]
    context = {
        "groups": _grouped(line for line in lines if line.assignment.task.plan.year == year),
        "earlier": _grouped(line for line in lines if line.assignment.task.plan.year != year),
        "year": year,
        "activities": _own_activities(request, today),
    }
    return render(request, "tasks/my_tasks.html", context)


def _own_activities(request, today):
    """What the unit is to hold: this year's activities, and those of last year that nobody reported."""
    own = Activity.objects.visible_to(request.user).planned().filter(host=request.member.unit_id)
    own = own.filter(schedule__year__in=(today.year - 1, today.year))
    return own.select_related("host", "schedule").order_by("schedule__year", "month", "day")


def _grouped(lines) -> list[tuple[str, list[Line]]]:
    groups = [(label, []) for label, _ in GROUPS]
    for line in lines:
        index = next(place for place, (_, test) in enumerate(GROUPS) if test(line))
        groups[index][1].append(line)
    return [group for group in groups if group[1]]


@require_http_methods(["GET", "POST"])
@member_required
def assignment_detail(request, pk):
    """One assignment. The unit answers here; the office reads and reviews."""
    rows = Assignment.objects.visible_to(request.user).for_list().select_related("office")
    assignment = get_object_or_404(rows, pk=pk)
    draft = assignment.reports.filter(state="draft").first() if request.member.unit_id else None
    if request.method == "POST":
        if not request.member.answers:
            raise PermissionDenied
        return _answer(request, assignment)
    form, links = _blank_or_draft(draft)
    return _page(request, assignment, form, links)


@require_POST
@liaison_required
def assignment_receive_view(request, pk):
    """签收."""
    assignment = get_object_or_404(Assignment.objects.visible_to(request.user), pk=pk)
    _try(request, "已签收。", assignment_receive, assignment=assignment, by=request.user, at=timezone.now())
    return redirect("assignment", pk=pk)


@require_POST
@liaison_required
def extension_ask_view(request, pk):
    """Ask for a later day."""
    assignment = get_object_or_404(Assignment.objects.visible_to(request.user).for_list(), pk=pk)
    form = ExtensionForm(request.POST)
    if not form.is_valid():
        draft = assignment.reports.filter(state="draft").first()
        return _page(request, assignment, *_blank_or_draft(draft), extension=form)
    values = {"assignment": assignment, "by": request.user, "at": timezone.now(), **form.cleaned_data}
    _try(request, "延期申请已报办公室。", extension_ask, **values)
    return redirect("assignment", pk=pk)


def _answer(request, assignment):
    form, links = ReportForm(request.POST), LinkFormSet(request.POST, prefix="links")
    if not (form.is_valid() and links.is_valid()):
        return _page(request, assignment, form, links)
    act = report_save_draft if "draft" in request.POST else report_submit
    rows = [f.cleaned_data for f in links if f.cleaned_data.get("url")]
    try:
        act(
            assignment=assignment,
            values=form.texts(),
            links=[(row["url"], row["title"], row["published_on"]) for row in rows],
            version=form.cleaned_data["version"] or 0,
            by=request.user,
            at=timezone.now(),
        )
    except StaleDraft as stale:
        messages.error(request, str(stale))
        return _page(request, assignment, form, links, theirs=stale.theirs)
    except ActRefused as refusal:
        messages.error(request, str(refusal))
        return _page(request, assignment, form, links)
    if act is report_save_draft:
        messages.success(request, "草稿已保存，还没有报送。")
        return redirect("assignment", pk=assignment.pk)
    messages.success(request, "已报送，等办公室审核。")
    return redirect("my_tasks")


def _blank_or_draft(draft):
    if draft is None:
        return ReportForm(), LinkFormSet(prefix="links")
    initial = {name: getattr(draft, name) for name in ReportForm.base_fields}
    links = [{"url": e.url, "title": e.title, "published_on": e.published_on} for e in draft.evidence.all()]
    return ReportForm(initial=initial), LinkFormSet(initial=links, prefix="links")


def _page(request, assignment, form, links, extension=None, theirs=None):
    reports = ProgressReport.objects.visible_to(request.user).filter(assignment=assignment).exclude(state="draft")
    reports = list(reports.select_related("author", "reviewed_by").prefetch_related("evidence"))
    returned = reports[0] if reports and reports[0].state == "returned" and assignment.is_with_unit else None
    upper = Task.objects.linkable_for(request.member.office).filter(pk=assignment.task.upper_id)
    context = {
        "assignment": assignment,
        "task": assignment.task,
        "upper": upper.first() if assignment.task.upper_id else None,
        "light": Lights(request.member.office, timezone.localdate()).of(assignment),
        "reports": reports,
        "returned": returned,
        "waiting": next((report for report in reports if report.state == "submitted"), None),
        "extensions": assignment.extensions.select_related("asked_by"),
        "form": form if request.member.answers and assignment.is_with_unit else None,
        "links": links,
        "theirs": theirs,
        "extension_form": extension or ExtensionForm(),
        "may_extend": bool(assignment.due_on and timezone.localdate() <= assignment.due_on),
        "due_form": DueForm(initial={"due_on": assignment.due_on}),
    }
    refused = form.is_bound or extension is not None  # a bound form is shown again only when it was not accepted
    return render(request, "tasks/assignment.html", context, status=422 if refused else 200)


def _try(request, done, act, **values):
    try:
        act(**values)
    except ActRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, done)
