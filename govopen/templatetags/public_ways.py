"""Ways between the pages that everybody may see; they are of different rooms, which do not know each other."""

from django import template
from django.urls import reverse

from reports.public import public_plans

register = template.Library()


@register.simple_tag
def tasks_in_public(office) -> str:
    """Return the address of the page of what the office has promised, of its newest year; empty where none is public."""
    year = public_plans(office).order_by("-year").values_list("year", flat=True).first()
    return reverse("public_year", args=[office.slug, year]) if year else ""
