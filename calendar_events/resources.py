"""Days that differ from the built-in calendar, as a table."""

import re
from datetime import date

from import_export.fields import Field

from calendar_events.models import DayOverride
from documents.text import fold
from units.resources.base import RegisterResource, TextWidget, YesWidget


class DayWidget(TextWidget):
    """A day: 2026-10-01, 2026/10/1 or 2026年10月1日."""

    def clean(self, value, row=None, **kwargs):
        """Return the day."""
        found = re.fullmatch(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?", fold(super().clean(value)))
        try:
            return date(*map(int, found.groups()))
        except (AttributeError, ValueError):
            said = f"“{value}”不是日期" if value else "没有填写日期"
            raise ValueError(f"{said}，请写成2026-10-01的样子。") from None


class DayOverrideResource(RegisterResource):
    """The office's own days, told by date."""

    required = ("日期", "上班", "说明")
    key = ("日期",)

    day = Field("day", "日期", DayWidget())
    is_workday = Field("is_workday", "上班", YesWidget())
    name = Field("name", "说明", TextWidget())

    class Meta(RegisterResource.Meta):
        model = DayOverride
        fields = export_order = ("day", "is_workday", "name")
        import_id_fields = ("day",)

    def prepare(self, dataset):
        """Read the days of the office."""
        self.days = {row.day: row for row in DayOverride.objects.filter(office=self.office)}

    def get_instance(self, instance_loader, row):
        """Return what the register has for the day."""
        try:
            return self.days.get(self.fields["day"].widget.clean(row["日期"]))
        except ValueError:
            return None

    def filter_export(self, queryset, **kwargs):
        """Leave out the days that hold for all offices: imported again they would become the office's own."""
        return queryset.filter(office__isnull=False)
