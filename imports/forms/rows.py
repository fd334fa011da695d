"""What only a person knows about rows: days for doubtful deadlines, units for rows without any, doubled numbers."""

from django import forms

from documents.days import long_day
from documents.text import cut
from imports.answers import DROP, KEEP, OPEN
from imports.questions import DeadlineAsked, RowAsked

DAY = "day"
SHOWN = 30  # characters of a requirement


class DeadlinesForm(forms.Form):
    """For each doubtful phrase: as it was read, another day, or no day."""

    def __init__(self, *args, asked: list[DeadlineAsked], **kwargs):
        super().__init__(*args, **kwargs)
        self.asked = asked
        for row in asked:
            due, is_day = row.reading.due_on, row.answer not in ("", KEEP, OPEN)
            self.fields[f"how-{row.key}"] = forms.ChoiceField(
                label=f"{row.why}（{row.count}项）",
                required=False,
                initial=DAY if is_day else row.answer or row.proposal,
                help_text=f"{'' if row.count == 1 else '如'}“{cut(row.first, SHOWN)}”（{row.source}）",
                choices=[
                    ("", "以后再说"),
                    *([(KEEP, f"照原文，即{long_day(due)}")] if due else []),
                    (DAY, "另定日期"),
                    (OPEN, "不设期限（不提醒、不算逾期）"),
                ],
            )
            self.fields[f"day-{row.key}"] = forms.DateField(
                label="另定的日期",
                required=False,
                initial=row.answer if is_day else None,
                widget=forms.DateInput(attrs={"type": "date", "data-either": ""}, format="%Y-%m-%d"),
            )

    def parts(self):
        """Return each phrase with its two fields."""
        return [(row, self[f"how-{row.key}"], self[f"day-{row.key}"]) for row in self.asked]

    def clean(self):
        """Ask for the day where one was chosen."""
        data = super().clean()
        for row in self.asked:
            if data.get(f"how-{row.key}") == DAY and not data.get(f"day-{row.key}"):
                self.add_error(f"day-{row.key}", "请填写日期。")
        return data

    def answers(self) -> dict:
        """Return printed phrase → answer; a day that was filled in counts even where the list was left alone."""
        found = {}
        for row in self.asked:
            if f"how-{row.key}" in self.data:
                how, day = self.cleaned_data[f"how-{row.key}"], self.cleaned_data[f"day-{row.key}"]
                found[row.phrase] = str(day) if day and how in ("", DAY) else how
        return found


class UnitsForm(forms.Form):
    """Units for rows that name nobody."""

    def __init__(self, *args, rows: list[RowAsked], **kwargs):
        super().__init__(*args, **kwargs)
        self.rows = rows
        for place, asked in enumerate(rows):
            self.fields[f"units-{asked.key}"] = forms.CharField(
                label=f"第{asked.row.seq or place + 1}项：{asked.row.requirement[:60]}",
                required=False,
                initial=asked.answer,
                max_length=500,
                widget=forms.TextInput(attrs={"placeholder": "如：县财政局、各镇街"}),
            )

    def parts(self):
        """Return each row with its field."""
        return [(asked, self[f"units-{asked.key}"]) for asked in self.rows]

    def answers(self) -> dict:
        """Return row → units as written."""
        held = (asked.key for asked in self.rows if f"units-{asked.key}" in self.data)
        return {key: self.cleaned_data[f"units-{key}"].strip() for key in held}


class NumbersForm(forms.Form):
    """Rows whose number stands twice: two tasks, or one printed again."""

    def __init__(self, *args, rows: list[RowAsked], **kwargs):
        super().__init__(*args, **kwargs)
        self.rows = rows
        for asked in rows:
            self.fields[f"row-{asked.key}"] = forms.ChoiceField(
                label=f"序号{asked.row.seq}第二次出现：{asked.row.requirement[:60]}",
                required=False,
                initial=asked.answer,
                choices=[("", "以后再说"), (KEEP, "是另一项任务，照样导入"), (DROP, "是重复印的，不导入")],
            )

    def parts(self):
        """Return each row with its field."""
        return [(asked, self[f"row-{asked.key}"]) for asked in self.rows]

    def answers(self) -> dict:
        """Return row → keep or drop."""
        held = (asked.key for asked in self.rows if f"row-{asked.key}" in self.data)
        return {key: self.cleaned_data[f"row-{key}"] for key in held}
