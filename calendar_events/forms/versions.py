"""The version of the activity that the person looked at, carried by each form that changes it."""

from django import forms


class VersionForm(forms.Form):
    """A form that says which version of the activity its person has seen; without one nothing is compared."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)


def seen_both(form, activity) -> None:
    """Let the form, shown again, carry the version that stands now: who sends it once more has seen both."""
    form.data = form.data.copy()
    form.data["version"] = activity.version
