"""What the office types when it chases."""

from django import forms

from reminders.chasing import OPENING
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
