"""The office's working days: the year at a look, and what a change of a day would move."""

from calendar import monthcalendar
from datetime import date

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from calendar_events.days import DayError, day_drop, day_set, days_of, overrides_of
from calendar_events.models import Activity, DayOverride
from calendar_events.workdays import WorkdayCalendar, unknown_year
from reminders.comparing import compare
from reminders.forecast import DAYS, Reading
from reminders.rules import Rules
from tasks.models import Assignment, TaskPeriod
from units.access import office_required

YEARS = range(2004, 2100)  # the built-in table begins with 2004
FARTHEST = 100  # days ahead that are reckoned at most: a longer look takes long and nobody plans by it


class DayForm(forms.Form):
    """One day that is to be another."""

    day = forms.DateField(
        label="日期",
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": "请选择日期。", "invalid": "日期不对，如 2026-12-31。"},
    )
    works = forms.TypedChoiceField(
        label="改为",
        choices=[("off", "放假"), ("on", "上班")],
        coerce=lambda value: value == "on",
        widget=forms.RadioSelect,
        error_messages={"required": "请选择放假还是上班。"},
    )
    name = forms.CharField(
        label="说明", max_length=60, help_text="如“春节”“县庆放假”。", error_messages={"required": "请写一句说明。"}
    )


@require_http_methods(["GET", "POST"])
@office_required
def workdays(request, year=None):
    """The year's days. ``save`` saves a changed day, ``drop`` takes a change back; anything else shows what it means."""
    office, today = request.member.office, timezone.localdate()
    year = year or today.year
    if year not in YEARS:
        raise Http404
    if request.method == "POST" and not request.member.manages:
        raise PermissionDenied
    form = DayForm(request.POST if request.method == "POST" and "drop" not in request.POST else None)
    if request.method == "GET":
        form.initial = _suggested(office, request.GET.get("day", ""))
    dropped = _dropped(request, office)
    if request.method == "POST" and (done := _change(request, office, form, dropped)):
        return done
    context = _year(office, year, today) | {
        "form": form,
        "dropped": dropped,
        "comparison": None,
        "touched": [],
        "has_errors": form.is_bound and not form.is_valid(),
        "far": False,
    }
    if dropped or (form.is_bound and not context["has_errors"]):
        context |= _meaning(office, form, dropped)
    return render(request, "reminders/workdays.html", context, status=422 if context["has_errors"] else 200)


def _suggested(office, text) -> dict:
    """Return what the form begins with when a day was pointed at: the opposite of what it is."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return {}
    return {"day": day, "works": "off" if WorkdayCalendar(office).is_workday(day) else "on"}


def _dropped(request, office) -> DayOverride | None:
    """Return the office's own day that is to be taken back, if one is named."""
    key = request.POST.get("drop") or request.GET.get("drop") or ""
    if not (key.isascii() and key.isdigit() and len(key) < 19 and request.member.manages):
        return None
    return get_object_or_404(DayOverride.objects.filter(office=office), pk=key)


def _change(request, office, form, dropped):
    """Do what is asked for, and return the answer; None when there is only something to look at."""
    by = {"by": request.user, "at": timezone.now()}
    try:
        if dropped:
            day = dropped.day
            day_drop(override=dropped, **by)
            messages.success(request, f"已取消{day.month}月{day.day}日的调整。")
        elif "save" in request.POST and form.is_valid():
            values = form.cleaned_data
            day = values["day"]
            day_set(office=office, day=day, is_workday=values["works"], name=values["name"], **by)
            messages.success(request, f"{day.month}月{day.day}日已改为{'上班' if values['works'] else '放假'}。")
        else:
            return None
    except DayError as error:
        form.add_error("day", str(error))
        return None
    return redirect("workdays", year=day.year)


def _meaning(office, form, dropped) -> dict:
    """Return what the change would move, without making it."""
    at = timezone.now()
    if dropped:
        day, calendar = dropped.day, WorkdayCalendar(office, without=dropped.pk)
    else:
        day, works = form.cleaned_data["day"], form.cleaned_data["works"]
        calendar = WorkdayCalendar(office, also={day: works})
    ahead = (day - timezone.localdate(at)).days
    reading = Reading(office, at, days=min(max(DAYS, ahead + 4), FARTHEST))
    comparison = compare(reading.forecast(), reading.forecast(Rules(office, calendar=calendar)))
    return {"comparison": comparison, "touched": _touched(office, day), "day": day, "far": ahead + 4 > FARTHEST}


def _touched(office, day) -> list[str]:
    """Return in words what is due on day. Its day stays; only the reminders move."""
    owed = Assignment.objects.filter(office=office, due_on=day).of_open_plans().with_unit()
    kinds = list(owed.values_list("task__deadline_kind", flat=True))
    turns = TaskPeriod.objects.filter(task__plan__office=office, task__plan__state="issued", due_on=day).count()
    held = Activity.objects.filter(schedule__office=office, schedule__state="issued", day=day).planned().count()
    periodic = sum(kind == "periodic" for kind in kinds)
    words = [f"{len(kinds)}件单位任务的期限{f'（其中定期报送{periodic}件）' if periodic else ''}"] if kinds else []
    words += [f"{turns}项定期任务一期的期限"] if turns else []
    return words + ([f"{held}场活动的举办日期"] if held else [])


def _year(office, year, today) -> dict:
    """Return the twelve months, and what differs from the built-in table."""
    calendar, overrides = WorkdayCalendar(office), overrides_of(office, year)
    days = {day.on: day for day in days_of(calendar, year, overrides)}
    months = [
        (month, [[days[date(year, month, n)] if n else None for n in week] for week in monthcalendar(year, month)])
        for month in range(1, 13)
    ]
    return {
        "year": year,
        "today": today,
        "months": months,
        "overrides": overrides,
        "provisional": calendar.is_provisional(year),
        "coming": today.year + 1 if unknown_year(calendar, today) and year != today.year + 1 else None,
        "earlier": year - 1 if year - 1 in YEARS else None,
        "later": year + 1 if year + 1 in YEARS else None,
    }
