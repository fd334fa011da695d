"""Forms of the office: another time, a reason, the settings of a schedule, its copy for the next year."""

from django import forms

from calendar_events.forms.versions import VersionForm
from calendar_events.models import ActivitySchedule
from units.seen import MarkedRow


class MoveForm(VersionForm):
    """A day, or only a month: the first one, or another one."""

    day = forms.DateField(
        label="改到哪一天",
        required=False,
        widget=forms.DateInput(attrs={"type": "date", "data-either": ""}, format="%Y-%m-%d"),
        error_messages={"invalid": "日期不对，请按“年-月-日”填写，如2026-05-18。"},
    )
    month = forms.TypedChoiceField(
        label="只定到月份",
        required=False,
        coerce=int,
        empty_value=None,
        choices=[("", "——"), *((n, f"{n}月") for n in range(1, 13))],
        help_text="填了日期的，以日期为准。",
    )
    reason = forms.CharField(
        label="原因",
        required=False,
        max_length=300,
        help_text="须写明延期的原因。",
        widget=forms.TextInput(attrs={"data-either": ""}),
    )

    def __init__(self, *args, activity, **kwargs):
        super().__init__(*args, **kwargs)
        if activity.day:
            return
        self.fields["day"].label = "定在哪一天"
        reason = self.fields["reason"]
        reason.help_text = "换到别的月份的，须写明原因。" if activity.month else ""
        del reason.widget.attrs["data-either"]


class ReasonForm(forms.Form):
    """Why."""

    reason = forms.CharField(label="原因", max_length=300, error_messages={"required": "请写明原因。"})


class RulesForm(MarkedRow, forms.ModelForm):
    """The days of the steps, and whether the schedule is public."""

    class Meta:
        model = ActivitySchedule
        fields = ["preview_days", "report_days", "answer_days", "is_public"]
        help_texts = {"preview_days": "", "report_days": "", "answer_days": "按自然日计算。"}
        error_messages = {
            name: {"invalid": "请填写天数，如5。"} for name in ("preview_days", "report_days", "answer_days")
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ("preview_days", "report_days", "answer_days"):
            field = self.fields[name]
            field.widget.attrs["max"] = 90

    def clean(self):
        """Keep the days within a quarter."""
        cleaned = super().clean()
        for name in ("preview_days", "report_days", "answer_days"):
            if (cleaned.get(name) or 0) > 90:
                self.add_error(name, "最多90天。")  # beyond a quarter the step would say nothing
        return cleaned


class CopyForm(forms.Form):
    """The copy of a schedule for another year."""

    year = forms.IntegerField(label="年度", min_value=2000, max_value=2100)
    title = forms.CharField(label="标题", max_length=200)
