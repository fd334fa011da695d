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
