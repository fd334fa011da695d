"""The host's short form."""

from django import forms

from calendar_events.models import Activity


class ActivityForm(forms.ModelForm):
    """What the host knows by now."""

    class Meta:
        model = Activity
        fields = ["theme", "day", "place", "report_url"]
        widgets = {
            "day": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "report_url": forms.URLInput(attrs={"placeholder": "举办后粘贴活动报道的网页地址", "inputmode": "url"}),
        }
        error_messages = {
            "day": {"invalid": "日期不对，请按“年-月-日”填写，如2026-05-18。"},
            "report_url": {"invalid": "这不是一个完整的网址，请从浏览器地址栏复制。"},
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.state == Activity.State.HELD:  # what was held stays as it was; the report comes afterwards
            for name in ("theme", "day", "place"):
                del self.fields[name]

    def clean_day(self):
        """Keep the day in the year of the schedule: another year is a slip of the hand."""
        day = self.cleaned_data["day"]
        if day and day.year != self.instance.schedule.year:
            raise forms.ValidationError(f"这是{self.instance.schedule.year}年的活动，日期却在{day.year}年，请核对。")
        return day
