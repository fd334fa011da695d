"""What was suggested at an activity: written down, answered, taken out when it was a slip."""

from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from calendar_events.forms.host import AnswerForm, SuggestionForm
from calendar_events.forms.versions import VersionForm, seen_both
from calendar_events.models import Suggestion
from calendar_events.services import kept_suggestion, suggestion_add, suggestion_answer, suggestion_remove
from calendar_events.views.acting import activity_or_404, editable_or_403
from calendar_events.views.activity import activity_page
from units.access import member_required
from units.acting import attempt
from units.undoing import attempt_with_undo


@require_POST
@member_required
def suggestion_add_view(request, pk):
    """Write down a suggestion."""
    activity = editable_or_403(request, pk)
    form = SuggestionForm(request.POST, auto_id="id_new_%s")
    if form.is_valid():
        _act(request, suggestion_add, "意见建议已登记。", form, activity)
    return _back(request, activity, form)


@require_POST
@member_required
def suggestion_answer_view(request, pk, suggestion):
    """Answer a suggestion, or answer it anew."""
    activity, found = _found(request, pk, suggestion)
    form = AnswerForm(request.POST, auto_id=f"id_s{found.pk}_%s")
    if form.is_valid():
        _act(request, suggestion_answer, "答复已保存。", form, activity, found)
    return _back(request, activity, form, found)


@require_POST
@member_required
def suggestion_remove_view(request, pk, suggestion):
    """Take a suggestion out that was written down by mistake."""
    activity, found = _found(request, pk, suggestion)
    seen = VersionForm(request.POST)
    version = seen.cleaned_data["version"] if seen.is_valid() else None
    done = "这条意见建议已删除，操作记录里还能看到。"
    kept = kept_suggestion(found)
    route = ("activity_undo", activity.pk)

    def held(left):
        return {"activity": activity.pk, "version": left, "said": kept}

    attempt_with_undo(request, suggestion_remove, done, route, held, suggestion=found, version=version)
    return _back(request, activity)


def _act(request, service, done, form, activity, suggestion=None) -> None:
    what = {"suggestion": suggestion} if suggestion else {"activity": activity}
    attempt(request, service, done, form, **what, **form.cleaned_data)
    if form.errors:
        seen_both(form, activity_or_404(request, activity.pk))


def _found(request, pk, suggestion):
    activity = editable_or_403(request, pk)
    rows = Suggestion.objects.visible_to(request.user).select_related("activity")
    return activity, get_object_or_404(rows, pk=suggestion, activity=activity)


def _back(request, activity, form=None, suggestion=None):
    if form is not None and form.errors:
        return activity_page(request, activity, step="answers", form=form, suggestion=suggestion)
    return redirect(reverse("activity", args=[activity.pk]) + "?open=answers#answers")
