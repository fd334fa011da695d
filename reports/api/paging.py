"""Pages by key: each begins behind the last row of the one before, so nothing is left out or told twice."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Annotated

from django.conf import settings
from ninja import Query

from reports.api.errors import wrong_parameter

MOST, USUAL = 500, 100  # rows of a page
LARGEST = 2**63 - 1
Limit = Annotated[int, Query(ge=1, le=MOST, description=f"每页条数，1至{MOST}。")]
Cursor = Annotated[str, Query(max_length=200, description="下一页的位置：只取自上一页的 next，不要自己拼写。")]


def cut(request, rows, *, limit: int, cursor: str, order=("pk",)) -> tuple[list, str | None]:
    """Return the rows of the page at cursor and the address of the next page (None: this is the last one).

    order names whole numbers of the row that never change, the last of them unique. At the most one query for each.
    """
    behind = _read(cursor, len(order)) if cursor else []
    found = _behind(rows, order, behind, limit + 1)
    if len(found) <= limit:
        return found, None
    asked = request.GET.copy()
    asked["cursor"] = _written([getattr(found[limit - 1], name) for name in order])
    return found[:limit], f"{settings.SITE_URL}{request.path}?{asked.urlencode()}"


def _behind(rows, order, values, most) -> list:
    """Return up to most rows behind values: those that share all but the last number first, each one stretch of an index."""
    if not values:
        return list(rows.order_by(*order)[:most])
    found = []
    for depth in reversed(range(len(order))):
        same = dict(zip(order[:depth], values, strict=False))
        part = rows.filter(**same, **{f"{order[depth]}__gt": values[depth]}).order_by(*order[depth:])
        found += part[: most - len(found)]
        if len(found) == most:
            break
    return found


def _written(numbers) -> str:
    return urlsafe_b64encode(json.dumps(numbers, separators=(",", ":")).encode()).decode().rstrip("=")


def _read(cursor, columns) -> list[int]:
    try:
        numbers = json.loads(urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (ValueError, RecursionError):
        numbers = None
    fits = isinstance(numbers, list) and len(numbers) == columns
    if not fits or not all(type(number) is int and abs(number) <= LARGEST for number in numbers):
        raise wrong_parameter("cursor", "应原样使用上一页 next 里的值")
    return numbers
