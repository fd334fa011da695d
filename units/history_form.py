"""What one may ask of the history."""

from django import forms

from units import trail
from units.acts import kind_name


class HistoryForm(forms.Form):
    """Who, what, on what, from which day to which. Everything may be left open."""

    who = forms.TypedChoiceField(label="人员", required=False, coerce=int, empty_value=None)
    verb = forms.ChoiceField(label="操作", required=False)
    kind = forms.ChoiceField(label="对象", required=False)
    start = forms.DateField(
        label="起始日期", required=False, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )
    end = forms.DateField(label="截止日期", required=False, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))

    def __init__(self, data, *, office):
        super().__init__(data)
        people = [(trail.SYSTEM, "系统"), *trail.people(office.pk)]
        kinds = sorted((kind_name(label), label) for label in trail.object_types())
        self.fields["who"].choices = [("", "全部人员"), *people]
        self.fields["verb"].choices = [("", "全部操作"), *((verb, verb) for verb in trail.verbs(office.pk))]
        self.fields["kind"].choices = [("", "全部对象"), *((label, name) for name, label in kinds)]

    def clean(self):
        """Refuse a span that ends before it begins."""
        values = super().clean()
        if values.get("start") and values.get("end") and values["end"] < values["start"]:
            self.add_error("end", "截止日期早于起始日期。")
        return values

    def selection(self, user) -> trail.Selection:
        """Return what a valid form asks for."""
        asked = self.cleaned_data
        return trail.Selection(
            user=user,
            actor=asked.get("who"),
            verb=asked.get("verb", ""),
            object_type=asked.get("kind", ""),
            start=asked.get("start"),
            end=asked.get("end"),
        )
