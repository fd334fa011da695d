"""Giving an ended task to the same unit again: task and unit have one assignment, so the ended one begins anew."""

from datetime import timedelta

from django.db.models import Exists, OuterRef
from django.utils import timezone

from tasks.models import Assignment
from tasks.services.seats import seats

ANEW = ("role", "via", "due_on", "original_due_on")  # what whoever gives it again says
KEPT = ("state", *ANEW, "given_again_at", "received_at", "submitted_at", "done_at", "review_time")
_WRITTEN = (*KEPT, "due_version", "changed_at")


def begin_anew(row: Assignment, values: dict, at) -> dict:
    """Let an ended, locked assignment wait for its unit's receipt again; return what ``end_again`` needs, as JSON holds it.

    values has the fields ANEW. When it was first given stays, for past days are read by that; so does what was reported.
    What is owed and what came back counts from the moment at (``given_again_at``).
    Reminders start anew. Whoever calls writes the history.
    """
    former = {name: _plain(row, name) for name in KEPT}
    row.state, row.given_again_at = Assignment.State.ASSIGNED, at
    row.received_at = row.submitted_at = row.done_at = None
    row.review_time = timedelta()
    for name in ANEW:
        setattr(row, name, values[name])
    _write(row, at)
    return former


def end_again(row: Assignment, former: dict, at) -> None:
    """Put a locked assignment back to where it was ended. Whoever calls writes the history."""
    for name in KEPT:
        value = former.get(name)  # what an older import wrote down may lack a field that came later
        setattr(row, name, value and row._meta.get_field(name).to_python(value))
    row.review_time = row.review_time or timedelta()
    _write(row, at)


def seats_of_ended(plan, at) -> set[tuple[int, int]]:
    """Return task and unit of every seat, as the paper stands, of those tasks of which some assignment was ended.

    What is there after a corrected paper was written and was not there before, the paper names anew.
    """
    ended = Assignment.objects.filter(task=OuterRef("pk"), state=Assignment.State.CANCELLED)
    tasks = plan.tasks.filter(Exists(ended), vanished=False)
    return set(seats(plan.office, tasks.values("pk"), timezone.localdate(at)).values_list("task", "seat_unit"))


def _write(row, at) -> None:
    row.due_version += 1
    row.touch(at)
    row.save(update_fields=_WRITTEN)


def _plain(row, name):
    value = getattr(row, name)
    return None if value is None else row._meta.get_field(name).value_to_string(row)
