"""How days and numbers are written in Chinese."""

import re
from urllib.parse import urlencode

from django import template
from django.utils import timezone
from django.utils.html import format_html_join

from documents.days import long_day
from tasks import figures

ISO_DAY = re.compile(r"\b(\d{4})-(\d\d)-(\d\d)\b", re.ASCII)
register = template.Library()


@register.filter
def day(value) -> str:
    """Return a date as 2026年11月22日, a moment in local time; empty for nothing."""
    if not value:
        return ""
    if hasattr(value, "hour"):
        value = timezone.localtime(value)
    return long_day(value)


@register.filter
def days_in_words(text: str) -> str:
    """Return a sentence with its days (2026-12-31) written as all sentences of the house write them: 2026年12月31日."""
    return ISO_DAY.sub(lambda found: f"{int(found[1])}年{int(found[2])}月{int(found[3])}日", text)


@register.filter
def moment(value) -> str:
    """Return a moment as 2026-11-22 09:30 in local time; empty for nothing."""
    return f"{timezone.localtime(value):%Y-%m-%d %H:%M}" if value else ""


@register.filter
def rate(part, whole) -> str:
    """Return part of whole in per cent with one decimal; a dash where there is no whole."""
    return figures.percent(part, whole) or "—"


@register.simple_tag
def querystring_without(kept: dict, name: str) -> str:
    """Return an address's query with all that is kept but name."""
    return urlencode({key: value for key, value in kept.items() if key != name and value not in ("", None)})


@register.filter
def options(pairs, chosen=None):
    """Return the choices of a select, value and words each, with the chosen value selected.

    A register has hundreds of units, and a loop in a template takes longer over them than over the page they stand on.
    """
    chosen = str(chosen or "")
    rows = ((value, " selected" if str(value) == chosen else "", words) for value, words in pairs)
    return format_html_join("", '<option value="{}"{}>{}</option>', rows)
