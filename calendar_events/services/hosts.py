"""What becomes of a unit's activities when the unit goes into another."""

from django.db import transaction

from calendar_events.models import Activity
from units.history import record

OPEN = (Activity.State.PLANNED, Activity.State.HELD)


@transaction.atomic
def activities_move_host(*, unit, into, by, at, reason) -> int:
    """Let another unit host what is not over yet of a unit's activities, and return how many those are.

    What is closed or cancelled stays where it was done; the paper's words (``host_text``) stay as printed.
    """
    rows = Activity.objects.filter(host=unit, schedule__office=unit.office_id, state__in=OPEN)
    rows = list(rows.select_related("schedule__office").select_for_update(of=("self",)).order_by("pk"))
    for activity in rows:
        activity.host, activity.changed_at = into, at
        activity.version += 1
        activity.save(update_fields=["host", "version", "changed_at"])
        change = {"主办单位": [str(unit), str(into)]}
        record("变更主办单位", activity, by=by, at=at, office=activity.schedule.office, changes=change, reason=reason)
    return len(rows)
