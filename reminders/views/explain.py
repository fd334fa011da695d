"""The story of one duty's mail (提醒记录): what was said to whom, why nothing is said today, what comes next."""

from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from calendar_events.models import Activity
from reminders.explain import explain, explain_activity
from tasks.models import Assignment
from units.access import member_required


@require_GET
@member_required
def assignment_mail(request, pk):
    """The reminders of an assignment, for the office and the unit that has it."""
    rows = Assignment.objects.visible_to(request.user).for_list().select_related("office__reminder_policy")
    assignment = get_object_or_404(rows, pk=pk)
    told = explain(assignment, timezone.now(), unit_only=not request.member.at_office)
    number = f"第{assignment.task.number}项" if assignment.task.number else ""
    context = {
        "told": told,
        "back": assignment.get_absolute_url(),
        "crumb": f"{assignment.unit}{number}",
        "words": assignment.task.requirement,
        "day": assignment.due_on,
        "day_word": "期限",
    }
    return render(request, "reminders/explain.html", context)


@require_GET
@member_required
def activity_mail(request, pk):
    """The reminders of an activity, for the office and its host."""
    rows = Activity.objects.visible_to(request.user).with_unanswered()
    rows = rows.select_related("host", "schedule__office__reminder_policy")
    activity = get_object_or_404(rows, pk=pk)
    if not request.member.at_office and activity.host_id != request.member.unit_id:
        raise Http404
    told = explain_activity(activity, timezone.now(), unit_only=not request.member.at_office)
    context = {
        "told": told,
        "back": reverse("activity", args=[activity.pk]),
        "crumb": str(activity),
        "words": activity.theme_words,
        "day": activity.due_on,
        "day_word": "举办日期" if activity.day else "最迟举办日期",  # each step has a due day of its own
    }
    return render(request, "reminders/explain.html", context)
