"""How often the office has chased (催办), as its history tells; the letters themselves belong to the reminders."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Max
from django.utils import timezone

from documents.days import short_day
from tasks.models import Assignment
from units.models import AuditEntry

CHASED = "催办"  # the verb in the history


@dataclass(frozen=True, slots=True)
class Chases:
    """How often an assignment was chased, and the day of the last time."""

    times: int
    last_on: date

    def words(self, today: date) -> str:
        """Return 今天已催办 or 已催办2次，最近10月8日."""
        return "今天已催办" if self.last_on == today else f"已催办{self.times}次，最近{short_day(self.last_on)}"


def chases_of(office, assignments: Iterable[Assignment]) -> dict[int, Chases]:
    """Return, by key, those of the office's assignments that were chased. One query, by index."""
    told = AuditEntry.objects.unindexed(office_ref=office.pk).filter(
        object_type=Assignment._meta.label_lower, object_ref__in=[str(row.pk) for row in assignments], verb=CHASED
    )
    counted = told.order_by().values_list("object_ref").annotate(Count("pk"), Max("at"))
    return {int(ref): Chases(times, timezone.localdate(last)) for ref, times, last in counted}
