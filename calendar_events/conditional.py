"""Answers with a calendar in them: not sent again to who has it already."""

from datetime import datetime

from django.http import HttpResponse
from django.utils.cache import get_conditional_response
from django.utils.http import http_date


def not_modified(request, etag: str) -> HttpResponse | None:
    """Return the empty answer for a program that holds what etag names, else None.

    If-Modified-Since is not asked: what was taken out of a calendar leaves no newer day behind.
    """
    response = get_conditional_response(request, etag=etag)
    if response is not None:
        response.headers["ETag"] = etag
    return response


def calendar_response(content: bytes, etag: str, changed_at: datetime | None) -> HttpResponse:
    """Return the calendar with its etag and the moment of its latest change."""
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response.headers["ETag"] = etag
    if changed_at:
        response.headers["Last-Modified"] = http_date(changed_at.timestamp())
    response.headers["Content-Disposition"] = 'inline; filename="calendar.ics"'
    return response
