"""Text of several lines as a person counts it: a browser sends each line break as two characters and counts it as one."""

from django import forms


class LinesField(forms.CharField):
    """Text of several lines, with line breaks of one character, so that max_length is that of the box on the page."""

    widget = forms.Textarea

    def to_python(self, value):
        """Return the text with every line break as one character."""
        return super().to_python(value.replace("\r\n", "\n") if isinstance(value, str) else value)
