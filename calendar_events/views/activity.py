"""One activity: its steps with the host's short form, and the acts of the office."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from calendar_events.forms.host import FIELDS, AnswerForm, HostForm, PicturesForm, SuggestionForm
from calendar_events.forms.office import ReasonForm
from calendar_events.life import shown_steps
from calendar_events.models import Activity
from calendar_events.services import (
    StaleActivity,
    activity_fill_in,
    activity_mark_held,
)
from calendar_events.views.acting import activity_or_404, against, attempt_on_activity, editable_or_403, may_edit
from calendar_events.workdays import WorkdayCalendar
from units.access import member_required
from units.acting import attempt
from units.words import in_words

S = Activity.State


@require_http_methods(["GET", "POST"])
@member_required
def activity_detail(request, pk):
    """Show the activity; a post fills in one step of it."""
    if request.method == "GET":
        return activity_page(request, activity_or_404(request, pk))
    activity, step = editable_or_403(request, pk), request.POST.get("step", "")
    if step not in FIELDS:
        messages.error(request, "没有保存，请在下面重新填写。")
        return redirect("activity", pk=pk)
    form = step_form(step, activity_or_404(request, pk), request.POST)  # a form that fails writes on its instance
    if form.is_valid():
        theirs = _fill_in(request, activity, form)
        if not form.errors:
            return redirect("activity", pk=pk)
        return activity_page(request, activity, step=step, form=form, theirs=theirs)
    return activity_page(request, activity, step=step, form=form)


def _fill_in(request, activity, form):
    """Save what the form says; return what others wrote meanwhile when that is why it was refused."""

    def act(**values):
        nonlocal theirs
        try:
            said = {"values": form.values(), "reason": form.moved_because}
            return activity_fill_in(activity=activity, version=version, **said, **values)
        except StaleActivity as stale:
            theirs = stale.theirs
            raise

    theirs, version = None, form.cleaned_data["version"]
    attempt(request, act, "已保存。", form)
    if theirs:
        form.data = form.data.copy()
        form.data["version"] = theirs.version  # who saves once more has seen both
        return [
            (form.fields[name].label, in_words(getattr(theirs, name)) or "（空）")
            for name in form.values()
            if getattr(theirs, name) != form.cleaned_data[name]
        ]
    return None


def step_form(step, activity, data=None) -> HostForm:
    """Return the form of a step. The theme of an activity whose theme was set by the table is put right with the day."""
    names = FIELDS[step]
    if step == "place" and not activity.self_selected:
        names = ("theme", *names)
    return HostForm(data, instance=activity, names=names, auto_id=f"id_{step}_%s")


def activity_page(request, activity, *, step="", form=None, theirs=None, suggestion=None, act="", act_form=None):
    """Render the page; a form that is given was not accepted and is shown again with what was typed.

    step: whose form that is ("answers": a suggestion's, of the suggestion given, or of a new one). act: an act of the office.
    """
    calendar, today = WorkdayCalendar(activity.schedule.office), timezone.localdate()
    suggestions = list(activity.suggestions.all())
    editable = may_edit(request, activity)
    shown = shown_steps(activity, calendar, sum(not one.answer for one in suggestions), today)
    takes = editable and activity.state in (S.PLANNED, S.HELD)
    for one in shown:
        name = one.step.name
        if takes and name in FIELDS and (activity.state == S.PLANNED or name == "report"):
            one.form = form if step == name else step_form(name, activity)
    seen = {"version": activity.version}
    for one in suggestions:
        if takes:
            initial = {"answer": one.answer, "adopted": {True: "yes", False: "no"}.get(one.adopted)} | seen
            one.form = form if suggestion == one else AnswerForm(initial=initial, auto_id=f"id_s{one.pk}_%s")
    context = {
        "activity": activity,
        "steps": shown,
        "open_step": step or request.GET.get("open") or next((one.step.name for one in shown if one.is_present), ""),
        "suggestions": suggestions,
        "suggestion_form": form
        if step == "answers" and not suggestion
        else SuggestionForm(initial=seen, auto_id="id_new_%s"),
        "asked": suggestion,
        "takes": takes,
        "pictures": list(activity.pictures.stored()),
        "pictures_form": PicturesForm(auto_id="id_picture_%s"),
        "refused_form": form or act_form,
        "refused": bool(form or act_form),  # where the browser's focus goes
        "theirs": theirs,
        "warnings": against(request, activity, activity.day) if activity.state == S.PLANNED else [],
        "act": act,
        "reason_form": act_form or ReasonForm(),
        "may_hold": activity.theme and activity.day and activity.day <= today,
    }
    return render(request, "calendar_events/activity.html", context, status=422 if context["refused_form"] else 200)


@require_POST
@member_required
def activity_held(request, pk):
    """Record that the activity took place."""
    activity = editable_or_403(request, pk)
    attempt_on_activity(request, activity_mark_held, "已登记为“已举办”。", activity)
    return redirect("activity", pk=pk)
