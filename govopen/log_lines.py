"""The log of production: one JSON object a line, so that whoever collects it need not guess where what stands.

No names, addresses or texts of forms: a person is a number, a request its path without the query.
"""

import json
import logging
from contextvars import ContextVar
from datetime import UTC, datetime

from govopen.log_masking import mask
from units.current import current_act

_request: ContextVar = ContextVar("govopen.request", default=None)


class RequestMiddleware:
    """Remember which request is being answered, for what is logged meanwhile."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        token = _request.set(request)
        try:
            return self.get_response(request)
        finally:
            _request.reset(token)


class JsonLines(logging.Formatter):
    """Writes a record as one line, masked as the plain log is."""

    def format(self, record):
        """Return the line."""
        act = current_act()
        line = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": mask(record.getMessage()),
            "act": str(act.id) if act else None,
            **_told_by(getattr(record, "request", None) or _request.get()),
        }
        if record.exc_info:
            line["error"] = mask(self.formatException(record.exc_info))
        return json.dumps({name: value for name, value in line.items() if value is not None}, ensure_ascii=False)


def _told_by(request) -> dict:
    """Return whose request it is as far as that is known by now: a log line must not ask the database."""
    if not hasattr(request, "path"):
        return {}
    user, member = getattr(request, "_cached_user", None), getattr(request, "member", None)
    return {
        "office": member.office.slug if member else None,
        "user": user.pk if user else None,
        "path": mask(request.path),
    }
