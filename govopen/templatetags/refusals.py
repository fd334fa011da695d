"""Why a form was not accepted, in one place above it: each sentence leads to its field."""

from django import template
from django.forms import BaseFormSet

from units.undoing import offered

register = template.Library()


@register.inclusion_tag("parts/refused.html")
def refused(opening, *forms) -> dict:
    """Return what the summary shows of all errors of forms and formsets; nothing is drawn when there are none.

    opening says what did not happen, such as 没有提交.
    """
    return {"opening": opening, "faults": [fault for form in forms for fault in _faults(form)]}


@register.inclusion_tag("parts/undo.html", takes_context=True)
def undo_button(context, message) -> dict:
    """Return what the button behind a message shows that takes back what was just done; nothing where none is offered."""
    return {"offer": offered(message), "request": context["request"], "csrf_token": context.get("csrf_token")}


def _faults(form) -> list[tuple[str, str, str]]:
    """Return field id, label and sentence of each error; id and label are empty where no one field is meant."""
    if isinstance(form, BaseFormSet):
        whole, parts = form.non_form_errors(), [fault for row in form for fault in _faults(row)]
    else:
        whole, parts = form.non_field_errors(), [fault for field in form for fault in _of_field(field)]
    return [("", "", text) for text in whole] + parts


def _of_field(field):
    where = ("", "") if field.is_hidden else (field.auto_id, field.label)
    return [(*where, text) for text in field.errors]
