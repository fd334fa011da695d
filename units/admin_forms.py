"""Forms of the admin: rows of one office, checked by all rules of their table; and what a form has changed."""

from django import forms
from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db.models import Model, QuerySet
from unfold.widgets import INPUT_CLASSES

from units.words import in_words


class DayInput(forms.DateInput):
    """The browser's own calendar: it speaks Chinese, and works on a phone."""

    input_type = "date"

    def __init__(self, attrs=None):
        super().__init__({"class": " ".join(INPUT_CLASSES), **(attrs or {})}, format="%Y-%m-%d")


class ClockInput(forms.TimeInput):
    """The browser's own clock."""

    input_type = "time"

    def __init__(self, attrs=None):
        super().__init__({"class": " ".join(INPUT_CLASSES), **(attrs or {})}, format="%H:%M")


class OfficeForm(forms.ModelForm):
    """A form whose row belongs to one office, and so does everything the row points at."""

    office = None  # set by the admin for those who cannot choose

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.office is not None and hasattr(self.instance, "office_id") and self.instance._state.adding:
            self.instance.office = self.office

    def validate_unique(self):
        """Check all rules of the table. Django passes over those with a field that is not in the form: our office."""
        super().validate_unique()
        try:
            self.instance.validate_constraints(exclude=set(self.errors))
        except ValidationError as error:
            for message in error.messages:
                if message not in self.non_field_errors():
                    self.add_error(None, message)

    def clean(self):
        """Refuse a mixture of offices."""
        cleaned = super().clean()
        home = cleaned.get("office") or getattr(self.instance, "office", None)
        homes = {home.pk} if home else set()
        for name, value in cleaned.items():
            for row in value if isinstance(value, QuerySet) else [value]:
                if isinstance(row, Model) and (theirs := getattr(row, "office_id", None)):
                    homes.add(theirs)
                    if len(homes) > 1:
                        raise ValidationError({name: f"“{row}”不属于这个办公室。"})
        return cleaned


def changes(form, add=False) -> dict:
    """Return what a valid form has stored, as texts: label → [old, new]."""
    found = {}
    for name in form.fields if add else form.changed_data:
        field = form.fields[name]
        old = "" if add else _text(form.initial.get(name), field)
        new = _text(form.cleaned_data.get(name), field)
        if old != new:
            found[_label(form, name)] = [old, new]
    return found


def _label(form, name):
    try:
        return str(form.instance._meta.get_field(name).verbose_name)
    except FieldDoesNotExist:
        return str(form.fields[name].label or name)


def _text(value, field) -> str:
    if value is None or value == "":
        return ""
    if isinstance(value, QuerySet | list | tuple | set):
        return "、".join(_text(each, field) for each in value)
    if not isinstance(value, Model) and hasattr(field, "queryset"):
        value = field.queryset.model._base_manager.filter(pk=value).first() or value  # what the row points at
    if isinstance(value, bool) or hasattr(field, "queryset"):
        return in_words(value)
    return in_words(dict(getattr(field, "choices", ())).get(value, value))
