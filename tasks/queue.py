"""What waits for the office, in the order in which it is looked at: who asks for help first, then first come."""

from django.db.models import Exists, OuterRef

from tasks.models import Assignment, ExtensionRequest, ProgressReport

ORDER = ("-needs_coordination", "submitted_at", "pk")
COUNTED = 1000  # answers; of more it is only said that there are more
NEED = "coordination"


class Queue:
    """The answers and the requests for a later day that wait for the office of user.

    asked may narrow them: plan and unit (keys), and need, which leaves only what asks for coordination.
    """

    def __init__(self, user, asked: dict):
        self._asked = asked
        own = Assignment.objects.visible_to(user).of_open_plans()
        columns = {"plan": "task__plan", "unit": "unit"}
        self._own = own.filter(**{columns[name]: pk for name, pk in asked.items() if pk and name in columns})

    def reports(self):
        """Return the answers (in no order yet), and how many there are, up to ``COUNTED`` + 1.

        Usually few wait: they are looked up by their assignments, and put in order. Where very many do, they are read
        in order by the reports' own index, and each is asked whether it belongs here.
        """
        in_review = self._own.filter(state=Assignment.State.IN_REVIEW)
        waiting = ProgressReport.objects.filter(state=ProgressReport.State.SUBMITTED)
        if self._asked.get("need"):
            waiting = waiting.filter(needs_coordination=True)
            in_review = in_review.filter(Exists(waiting.filter(assignment=OuterRef("pk"))))
        keys = list(in_review.order_by().values_list("pk", flat=True)[: COUNTED + 1])
        few = len(keys) <= COUNTED
        reports = waiting.filter(assignment__in=keys) if few else waiting.within(self._own)
        reports = reports.select_related("assignment__task__plan", "assignment__unit", "author")
        return reports.defer("assignment__task__plan__layout"), len(keys)

    def extensions(self, most: int) -> list[ExtensionRequest]:
        """Return up to most requests for a later day, the oldest first; none where only coordination is asked for."""
        if self._asked.get("need"):
            return []
        rows = ExtensionRequest.objects.filter(state=ExtensionRequest.State.ASKED)
        rows = rows.filter(Exists(self._own.filter(pk=OuterRef("assignment"))))
        rows = rows.select_related("assignment__task__plan", "assignment__unit", "asked_by")
        return list(rows.order_by("asked_at", "pk")[:most])
