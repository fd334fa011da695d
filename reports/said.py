"""What units have said of their assignments by the end of a day, and what they proved it with."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from django.db.models import Max, Q

from tasks.models import Evidence, EvidenceFile, ProgressReport
from tasks.past import AsOf


@dataclass(frozen=True, slots=True)
class Link:
    """A public page."""

    url: str
    title: str
    published_on: date | None

    def __str__(self) -> str:
        """Return it on one line: title, address, day."""
        day = f"（{self.published_on.isoformat()}发布）" if self.published_on else ""
        return " ".join(part for part in (self.title, self.url) if part) + day


def said(plans, as_of: AsOf, unit=None):
    """Return the answers on the plans' assignments that the office had on the day, neither sent back nor taken back."""
    rows = ProgressReport.objects.filter(assignment__plan__in=plans)
    if unit is not None:
        rows = rows.filter(assignment__unit=unit)
    rows = rows.exclude(state__in=(ProgressReport.State.DRAFT, ProgressReport.State.AT_LEADER))
    returned = Q(state__in=ProgressReport.SENT_BACK)
    if not as_of.is_past:
        return rows.exclude(returned)
    not_there = Q(passed_at__gte=as_of.moment) | returned & Q(reviewed_at__lt=as_of.moment)
    return rows.filter(submitted_at__lt=as_of.moment).exclude(not_there)


def last_words(reports) -> dict[int, ProgressReport]:
    """Return the last of the answers by key of its assignment. One query."""
    last = reports.order_by().values("assignment").annotate(last=Max("pk")).values("last")
    rows = ProgressReport.objects.filter(pk__in=last)
    return {row.assignment_id: row for row in rows.only("assignment", "progress", "problem", "submitted_at")}


def links(reports) -> dict[int, list[Link]]:
    """Return the public links of the answers by key of the assignment, each address once. One query."""
    found = defaultdict(dict)
    rows = Evidence.objects.filter(report__in=reports.order_by()).order_by("report", "pk")
    for assignment, url, title, day in rows.values_list("report__assignment", "url", "title", "published_on"):
        found[assignment][url] = Link(url, " ".join(title.split()), day)
    return {assignment: list(own.values()) for assignment, own in found.items()}


def file_names(reports) -> dict[int, list[str]]:
    """Return the names of the files of the answers by key of the assignment. One query."""
    found = defaultdict(dict)
    rows = EvidenceFile.objects.stored().filter(report__in=reports.order_by()).order_by("report", "pk")
    for assignment, name in rows.values_list("report__assignment", "name"):
        found[assignment][name] = True
    return {assignment: list(own) for assignment, own in found.items()}
