"""Ending many assignments in one act, and taking that back."""

from django.db import transaction

from tasks.models import Assignment, ExtensionRequest, ProgressReport
from tasks.services.lifecycle import assignment_cancel, lock
from units.history import record

UNREVIEWED = {"reviewed_by": None, "reviewed_at": None, "review_note": ""}
UNDECIDED = {"decided_by": None, "decided_at": None, "decision_note": ""}


@transaction.atomic
def assignments_cancel(*, assignments, by, at, reason) -> dict[str, dict]:
    """End assignments (终止) and return, by key as text, what ``assignments_restore`` needs to take it back."""
    former = {}
    for row in assignments:
        former[str(row.pk)] = {
            "state": row.state,
            "report": list(
                row.reports.filter(state__in=ProgressReport.WAITING).values_list("pk", "state").first() or ()
            ),
            "extension": _key(row.extensions.filter(state=ExtensionRequest.State.ASKED)),
        }
        assignment_cancel(assignment=row, by=by, at=at, reason=reason)
    return former


@transaction.atomic
def assignments_restore(*, office, former: dict[str, dict], by, at, reason) -> list[Assignment]:
    """Put ended assignments of office back where they stood, with what waited for the office; return those restored.

    One that meanwhile is no longer ended stays as it is.
    """
    restored = []
    for row in Assignment.objects.filter(office=office, pk__in=map(int, former)).order_by("pk"):
        row, held = lock(row), former[str(row.pk)]
        if row.state != Assignment.State.CANCELLED:
            continue
        row.state = held["state"]
        row.touch(at)
        row.save(update_fields=["state", "changed_at"])
        if held["report"]:
            key, state = held["report"]
            void = ProgressReport.objects.filter(assignment=row, pk=key, state=ProgressReport.State.VOID)
            void.update(state=state, **UNREVIEWED)
        if held["extension"]:
            refused = row.extensions.filter(pk=held["extension"], state=ExtensionRequest.State.REFUSED)
            refused.update(state=ExtensionRequest.State.ASKED, **UNDECIDED)
        change = {"状态": [Assignment.State.CANCELLED.label, row.get_state_display()]}
        record("恢复", row, by=by, at=at, office=row.office, changes=change, reason=reason)
        restored.append(row)
    return restored


def _key(rows) -> int | None:
    return rows.values_list("pk", flat=True).first()
