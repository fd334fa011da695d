"""How forms are drawn: with our own field template, in which label, help and error are tied to the input."""

from django.forms.renderers import TemplatesSetting


class FormRenderer(TemplatesSetting):
    """Draw each field with templates/forms/field.html."""

    field_template_name = "forms/field.html"
