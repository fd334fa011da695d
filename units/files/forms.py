"""An input for several files."""

from django import forms

from units.files.kinds import ALL


class ManyFilesInput(forms.FileInput):
    """An input that takes several files."""

    allow_multiple_selected = True


class ManyFilesField(forms.FileField):
    """Several files. Whether each is taken is decided where it is stored, so that one refused file costs no other."""

    def __init__(self, *args, taken=ALL, **kwargs):
        super().__init__(*args, widget=ManyFilesInput(attrs={"accept": ",".join(taken.endings)}), **kwargs)

    def clean(self, data, initial=None):
        """Return the files as a list."""
        return list(data or ())
