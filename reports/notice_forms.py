"""What the office fills in for a 督办单 or a 催办通知."""

from django import forms

from reports.notices import ASK, LETTER, NAMES, SLIP


class NoticeForm(forms.Form):
    """The ask, and the day by which the unit is to answer. Which paper it becomes is the button that is pressed."""

    ask = forms.CharField(
        label="办理要求",
        max_length=300,
        initial=ASK,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "请写办理要求。", "max_length": "办理要求不超过300个字。"},
    )
    answer_by = forms.DateField(
        label="反馈时限",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": "请填写反馈时限。", "invalid": "请按“2026-06-30”的样式填写日期。"},
    )
    kind = forms.ChoiceField(choices=[(SLIP, NAMES[SLIP]), (LETTER, NAMES[LETTER])], widget=forms.HiddenInput)

    def __init__(self, *args, today, **kwargs):
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_answer_by(self):
        """A day that is over cannot be met."""
        day = self.cleaned_data["answer_by"]
        if day < self.today:
            raise forms.ValidationError("反馈时限不能早于今天。")
        return day
