"""How often the office has chased (催办), as its history tells; the letters themselves belong to the reminders."""

from tasks.models import Assignment
from units.models import AuditEntry

CHASED = "催办"  # the verb in the history


def times_chased(assignment) -> int:
    """Return how often the assignment was chased. One query, by index."""
    told = AuditEntry.objects.unindexed(office_ref=assignment.office_id)
    told = told.filter(object_type=Assignment._meta.label_lower, object_ref=str(assignment.pk))
    return told.filter(verb=CHASED).count()
