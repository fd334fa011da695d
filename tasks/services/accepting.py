"""Accepting many answers with one press. Each goes the way of a single one; what is refused is told by name."""

from dataclasses import dataclass, field

from tasks.models import ProgressReport
from tasks.models.plans import Role
from tasks.services.errors import ActRefused
from tasks.services.review import report_accept


@dataclass(slots=True)
class Accepted:
    """What came of it."""

    done: list[ProgressReport] = field(default_factory=list)
    refused: list[tuple[ProgressReport, str]] = field(default_factory=list)  # with the sentence that says why


def reports_accept(*, reports, by, at) -> Accepted:
    """Accept answers (with assignment, task and unit at hand) one by one and return which were, and which were not.

    No transaction around them: what somebody else has returned in the meantime holds up nobody else's. The lead's come
    last, because accepting the last lead's answer may close what the others handed in.
    """
    outcome = Accepted()
    for report in sorted(reports, key=lambda report: (report.assignment.role == Role.LEAD, report.pk)):
        try:
            outcome.done.append(report_accept(report=report, by=by, at=at))
        except ActRefused as refusal:
            outcome.refused.append((report, str(refusal)))
    return outcome
