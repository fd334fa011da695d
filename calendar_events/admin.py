"""Registers of the calendar: the year's activities, and the days that differ from the built-in calendar."""

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import Count
from django.urls import reverse
from django.utils import timezone
from unfold.contrib.filters.admin import BooleanRadioFilter, ChoicesDropdownFilter
from unfold.decorators import display

from calendar_events.models import Activity, ActivitySchedule, DayOverride
from calendar_events.resources import DayOverrideResource
from units.admin_base import LOOK, OfficeAdmin, OfficeRelatedFilter, Role
from units.admin_forms import OfficeForm
from units.admin_import import RegisterImport

STATES = {"计划中": "info", "已举办": "success", "已办结": "success", "已取消": "warning"}


class DayForm(OfficeForm):
    """One day, once in an office."""

    def clean(self):
        """Say in a sentence what the constraint would refuse."""
        cleaned = super().clean()
        office = cleaned.get("office") or getattr(self.instance, "office", None)
        same = DayOverride.objects.filter(office=office, day=cleaned.get("day")).exclude(pk=self.instance.pk)
        if found := same.first():
            raise ValidationError({"day": f"这一天已经登记为“{found.name}”，请修改那一条。"})
        return cleaned


@admin.register(DayOverride)
class DayOverrideAdmin(RegisterImport, OfficeAdmin):
    """Local holidays and make-up days. Days without an office hold for all and belong to the system administrator."""

    form = DayForm
    resource_classes = [DayOverrideResource]
    deletable = True
    list_display = ("day", "name", "kind", "reach")
    list_select_related = ("office",)
    list_filter = (("is_workday", BooleanRadioFilter),)
    search_fields = ("name",)
    search_help_text = "按说明查找"
    ordering = ("-day",)
    fields = ("office", "day", "name", "is_workday")

    def has_change_permission(self, request, obj=None):
        """Keep the days of all offices from the clerk of one."""
        return super().has_change_permission(request, obj) and self._own(request, obj)

    def has_delete_permission(self, request, obj=None):
        """Keep the days of all offices from the clerk of one."""
        return super().has_delete_permission(request, obj) and self._own(request, obj)

    def get_list_display(self, request):
        """Need no further column: 适用 names the office."""
        return self.list_display

    def _own(self, request, obj) -> bool:
        return obj is None or bool(request.user.admin_role) or obj.office_id == request.member.office_id

    @display(description="上班或放假", label={"放假": "success", "上班": "warning"})
    def kind(self, row):
        """Return what the day is."""
        return "上班" if row.is_workday else "放假"

    @display(description="适用")
    def reach(self, row):
        """Return for whom the day holds."""
        return row.office.short_name if row.office_id else "所有办公室"


@admin.register(ActivitySchedule)
class ActivityScheduleAdmin(OfficeAdmin):
    """The year's schedules; they come from the import."""

    administrators = {Role.SYSTEM: LOOK}
    list_display = ("title", "year", "activity_count")
    list_select_related = ("office",)
    list_filter = ("year",)
    search_fields = ("title",)
    search_help_text = "按标题查找"
    fields = ("office", "year", "title", "note", ("preview_days", "report_days", "answer_days"), "is_public")

    def get_queryset(self, request):
        """Add the number of activities."""
        return super().get_queryset(request).annotate(count=Count("activities"))

    @display(description="活动数", ordering="count")
    def activity_count(self, schedule):
        """Return the number of activities."""
        return schedule.count


@admin.register(Activity)
class ActivityAdmin(OfficeAdmin):
    """Single activities. Whether one took place is recorded on the platform, not here."""

    administrators = {Role.SYSTEM: LOOK}
    office_path = "schedule__office"
    list_display = ("name", "host_text", "when", "state_label", "schedule")
    list_select_related = ("schedule__office", "host")
    list_filter = (("schedule", OfficeRelatedFilter), ("state", ChoicesDropdownFilter))
    search_fields = ("theme", "host_text", "host__short_name", "place")
    search_help_text = "按主题、主办单位、地点查找"
    autocomplete_fields = ("host",)
    fields = (
        "schedule",
        ("seq", "month"),
        ("host", "host_text"),
        "theme",
        "self_selected",
        ("day", "place"),
        ("is_talk", "is_open_day"),
        "remark",
        "report_url",
        "state",
    )
    readonly_fields = ("state", "month_label")

    def get_fields(self, request, obj=None):
        """Write the month as one reads it where it is only looked at."""
        fields = super().get_fields(request, obj)
        if self.has_change_permission(request, obj):
            return fields
        return [("seq", "month_label") if line == ("seq", "month") else line for line in fields]

    def get_readonly_fields(self, request, obj=None):
        """Keep an activity in its schedule, and a time that was set: another one needs a reason, and is given on the platform."""
        if obj is None:
            return self.readonly_fields
        kept = ("day", "month") if obj.day or obj.month else ()
        return (*self.readonly_fields, "schedule", *kept)

    def save_model(self, request, obj, form, change):
        """Count the change, as the services do: forms that were opened before are told, reminders follow a new time."""
        if change and form.changed_data:
            obj.version += 1
            obj.due_version += bool({"day", "month"} & set(form.changed_data))
            obj.changed_at = timezone.now()
        super().save_model(request, obj, form, change)

    def view_on_site(self, activity):
        """Return the page on the platform."""
        return reverse("activity", args=[activity.pk])

    @display(description="活动主题", ordering="theme")
    def name(self, activity):
        """Return the theme, or that it is not chosen."""
        return activity.shown_theme

    @display(description="时间", ordering="month")
    def when(self, activity):
        """Return the day, or the month."""
        return activity.day or (f"{activity.month}月" if activity.month else "未定")

    @display(description="月份")
    def month_label(self, activity):
        """Return the month in words."""
        return f"{activity.month}月" if activity.month else "未定"

    @display(description="状态", ordering="state", label=STATES)
    def state_label(self, activity):
        """Return the state in colour."""
        return activity.get_state_display()
