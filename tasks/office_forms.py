"""Forms of what the office does to one assignment. All of them stand on its page, so each has ids of its own."""

from django import forms

from units.lines import LinesField
from units.models import Unit


class InstructionForm(forms.Form):
    """A leader writes an instruction."""

    text = LinesField(
        label="批示",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "请写明批示内容。"},
    )


class ActForm(forms.Form):
    """An act of the office that needs a reason."""

    reason = forms.CharField(
        label="理由", max_length=500, error_messages={"required": "请写明理由，单位会看到。"}, strip=True
    )


class DueForm(ActForm):
    """The office sets another day."""

    due_on = forms.DateField(
        label="新的期限",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": "请选择新的期限。", "invalid": "日期不对，请按“年-月-日”填写。"},
    )

    field_order = ["due_on", "reason"]

    def clean_due_on(self):
        """Refuse the day that it is already: the unit would be told of a change that is none."""
        day = self.cleaned_data["due_on"]
        if day == self.initial.get("due_on"):
            raise forms.ValidationError("和现在的期限一样，请选择新的日期。")
        return day


class ReassignForm(ActForm):
    """The office gives the task to another unit."""

    unit = forms.ModelChoiceField(
        Unit.objects.none(),
        label="改由",
        empty_label="请选择单位",
        error_messages={"required": "请选择单位。", "invalid_choice": "请从名册里选择单位。"},
    )

    field_order = ["unit", "reason"]

    def __init__(self, *args, office, unit, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = Unit.objects.filter(office=office).active().exclude(pk=unit.pk)


FORMS = {"instruct": InstructionForm, "due": DueForm, "reassign": ReassignForm, "cancel": ActForm, "reopen": ActForm}


def office_form(act, office, assignment, data=None):
    """Return the form of an act, a key of FORMS; filled with data where something was sent."""
    more = {"office": office, "unit": assignment.unit} if act == "reassign" else {}
    initial = {"due_on": assignment.due_on} if act == "due" else {}
    return FORMS[act](data, initial=initial, auto_id=f"{act}_%s", **more)
