"""What the office types when it chases."""

from django import forms

from reminders.activity_chasing import OPENING as ACTIVITY_OPENING
from reminders.assignment_chasing import OPENING
from reminders.models import OutgoingMail


class ChaseForm(forms.Form):
    """The opening sentence of the letters."""

    opening = forms.CharField(
        label="邮件开头",
        max_length=OutgoingMail._meta.get_field("opening").max_length,
        initial=OPENING,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="后面自动列出每个联络员名下要催办的任务、期限和办理链接。",
        error_messages={"required": "请写一句开头的话。", "max_length": "开头的话不超过300个字。"},
    )


class ActivityChaseForm(ChaseForm):
    """The opening sentence of the letters to hosts of activities."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        field = self.fields["opening"]
        field.initial, field.help_text = (
            ACTIVITY_OPENING,
            "后面自动列出每个联络员名下的活动、现在要办的事项和应办日期。",
        )
