"""The office's working days: the year at a look, and what a change of a day would move."""

from calendar import monthcalendar
from datetime import date

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from calendar_events.days import day_drop, day_set, days_of, overrides_of
from calendar_events.models import DayOverride
from calendar_events.workdays import WorkdayCalendar, unknown_year
from documents.days import short_day
from reminders.day_changes import Meaning, meaning
from units.access import office_required
from units.acting import attempt

YEARS = range(2004, 2100)  # the built-in table begins with 2004


class DayForm(forms.Form):
    """One day that is to be another."""

    day = forms.DateField(
        label="日期",
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": "请选择日期。", "invalid": "日期不对，如2026-12-31。"},
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
        "has_errors": form.is_bound and not form.is_valid(),
    }
    context["meaning"] = None
    if dropped or (form.is_bound and not context["has_errors"]):
        context["meaning"] = _meaning(office, form, dropped)
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
    if dropped:
        day = dropped.day
        attempt(request, day_drop, f"已取消{short_day(day)}的调整。", override=dropped)
        return redirect("workdays", year=day.year)
    if "save" not in request.POST or not form.is_valid():
        return None
    day, works = form.cleaned_data["day"], form.cleaned_data["works"]
    done = f"{short_day(day)}已改为{'上班' if works else '放假'}。"
    values = {"day": day, "is_workday": works, "name": form.cleaned_data["name"]}
    if attempt(request, day_set, done, form, "day", office=office, **values) is None:
        return None
    return redirect("workdays", year=day.year)


def _meaning(office, form, dropped) -> Meaning:
    """Return what the change would move, without making it."""
    if dropped:
        return meaning(office, dropped.day, WorkdayCalendar(office, without=dropped.pk), timezone.now())
    day, works = form.cleaned_data["day"], form.cleaned_data["works"]
    return meaning(office, day, WorkdayCalendar(office, also={day: works}), timezone.now())


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
