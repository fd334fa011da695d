"""Pages by key: each begins behind the last row of the one before, so nothing is left out or told twice."""

from typing import Annotated

from django.conf import settings
from ninja import Query

MOST, USUAL = 500, 100  # rows of a page
LARGEST = 2**63 - 1
Limit = Annotated[int, Query(ge=1, le=MOST, description=f"每页条数，1至{MOST}。")]
_TOLD = "下一页的位置：只取自上一页的 next，不要自己拼写。"
Cursor = Annotated[str, Query(pattern="^[1-9][0-9]{0,17}$", description=_TOLD)]
YearCursor = Annotated[str, Query(pattern="^[1-9][0-9]{3}-[1-9][0-9]{0,17}$", description=_TOLD)]


def cut(request, rows, *, limit: int, cursor: str | None, order=("pk",)) -> tuple[list, str | None]:
    """Return the rows of the page at cursor and the address of the next page (None: this is the last one).

    order names whole numbers of the row that never change, the last of them unique; cursor is of a pattern that has as
    many of them. At the most one query for each.
    """
    behind = [int(number) for number in cursor.split("-")] if cursor else []
    found = _behind(rows, order, behind, limit + 1)
    if len(found) <= limit:
        return found, None
    asked = request.GET.copy()
    asked["cursor"] = "-".join(str(getattr(found[limit - 1], name)) for name in order)
    return found[:limit], f"{settings.SITE_URL}{request.path}?{asked.urlencode()}"


def _behind(rows, order, values, most) -> list:
    """Return up to most rows behind values: those that share all but the last number first, each a stretch of an index."""
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
