"""The last word before the apply: what becomes of rows and units that the paper no longer has."""

from django import forms

from imports.answers import END, KEEP


class ApplyForm(forms.Form):
    """The state of the plan that the person saw."""

    stamp = forms.CharField(required=False, max_length=60)


class GoneForm(forms.Form):
    """For each row that the paper no longer has, or whose units it no longer names: end or keep."""

    def __init__(self, *args, gone, leaving, is_draft, **kwargs):
        super().__init__(*args, **kwargs)
        self.gone, self.leaving = gone, leaving
        end = "从草稿里去掉" if is_draft else "终止"
        choices = [("", "以后再说（先保留）"), (END, end), (KEEP, "保留")]
        for row in gone:
            self.fields[f"gone-{row.task.pk}"] = forms.ChoiceField(
                label=row.task.called, choices=choices, required=False, initial=row.answer
            )
        for row in leaving:
            self.fields[f"leaving-{row.task.pk}"] = forms.ChoiceField(
                label=f"{row.task.called}不再列名的{len(row.assignments)}个单位",
                choices=choices,
                required=False,
                initial=row.answer,
            )

    def gone_parts(self):
        """Return each row that is gone with its field."""
        return [(row, self[f"gone-{row.task.pk}"]) for row in self.gone]

    def leaving_parts(self):
        """Return each row whose units are no longer named with its field."""
        return [(row, self[f"leaving-{row.task.pk}"]) for row in self.leaving]

    def answers(self) -> dict:
        """Return the answers in the form in which a batch keeps them."""
        data = self.cleaned_data
        return {
            "gone": {str(row.task.pk): data[f"gone-{row.task.pk}"] for row in self.gone},
            "leaving": {str(row.task.pk): data[f"leaving-{row.task.pk}"] for row in self.leaving},
        }
