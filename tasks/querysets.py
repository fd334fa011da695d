"""Which plans, tasks, assignments and reports somebody may see, and the questions the pages ask of them."""

from django.db.models import Count, DateField, Exists, F, Func, OuterRef, Prefetch, Q, Subquery, Sum, Value
from django.db.models.functions import Coalesce

from units.querysets import ScopedQuerySet, acting, reading
from units.scope import GuardedQuerySet

# The due day for an order in which what has none comes last: never NULL, and the same expression as in the index. The
# far day stands in the template because SQLite finds no index for an expression with a parameter in it.
DUE_KEY = Func(F("due_on"), template="COALESCE(%(expressions)s, '9999-12-31')", output_field=DateField())


def _number(rows, number):
    """Return number (Count, Sum) over the rows that belong to the row outside, as a column."""
    return Coalesce(Subquery(rows.order_by().annotate(all=Value(1)).values("all").annotate(n=number).values("n")), 0)


def working_year(years, today) -> int:
    """Return the year people work on, of those in which plans are issued: this one, else the latest before or after it."""
    years = set(years)
    return today.year if today.year in years else max(years, default=today.year)


class PlanQuerySet(ScopedQuerySet):
    """Plans."""

    def visible_to(self, user):
        """Return all plans for the office's people, the issued ones for its units."""
        member = reading(user)
        if member is None:
            return self.none()
        seen = self.filter(office=member.office_id)
        return seen if member.at_office else seen.exclude(state=self.model.State.DRAFT)

    def before(self, plan):
        """Return the plans of earlier years than plan's, newest first, without drafts."""
        earlier = self.filter(office=plan.office_id, year__lt=plan.year).exclude(state=self.model.State.DRAFT)
        return earlier.order_by("-year", "-pk")

    def working_year(self, today):
        """Return the year people work on: this one if a plan of it is issued, else the latest before or after it."""
        return working_year(self.filter(state=self.model.State.ISSUED).values_list("year", flat=True), today)

    def with_progress(self):
        """Add the numbers of tasks, assignments, and assignments done.

        Each is counted by itself: counting them in one join would make the database tell all rows apart three times.
        """
        tasks = self.model.tasks.rel.related_model.objects.filter(plan=OuterRef("pk"))
        tallies = self.model.tallies.rel.related_model.objects.filter(plan=OuterRef("pk"))
        return self.defer("layout").annotate(
            task_count=_number(tasks, Count("pk")),
            assignment_count=_number(tallies.exclude(state="cancelled"), Sum("number")),
            done_count=_number(tallies.filter(state="done"), Sum("number")),
        )


class TaskQuerySet(GuardedQuerySet):
    """Tasks."""

    def visible_to(self, user):
        """Return the tasks of the plans that user may see."""
        member = reading(user)
        if member is None:
            return self.none()
        seen = self.filter(plan__office=member.office_id)
        return seen if member.at_office else seen.exclude(plan__state="draft")

    def with_progress(self, on):
        """Add how many units answer for each task, how many are done, in review, and overdue on the day on."""
        late = Q(assignments__state__in=("assigned", "in_progress"), assignments__due_on__lt=on)
        return self.annotate(
            unit_count=Count("assignments", filter=~Q(assignments__state="cancelled")),
            done_count=Count("assignments", filter=Q(assignments__state="done")),
            review_count=Count("assignments", filter=Q(assignments__state="in_review")),
            late_count=Count("assignments", filter=late),
        )

    def free_for(self, plan, held=None):
        """Return those that no row of plan carries on, and held, the key of the one that a row carries on already."""
        taken = self.model.objects.filter(plan=plan, previous=OuterRef("pk"))
        return self.filter(Q(pk=held) | ~Exists(taken)) if held else self.exclude(Exists(taken))

    def linkable_for(self, office):
        """Return what a task of office may come from: the tasks of plans that the office's own parent has issued."""
        if office.parent_id is None:
            return self.none()
        return self.filter(plan__office=office.parent_id).exclude(plan__state="draft")

    def with_upper(self, office):
        """Load the upper-level task of each row, as far as office may see it; what it may not see reads as None."""
        upper = self.model.objects.linkable_for(office).select_related("plan")
        return self.prefetch_related(Prefetch("upper", upper))


class AssignmentQuerySet(GuardedQuerySet):
    """Assignments."""

    def visible_to(self, user):
        """Return all assignments of the office for its people, the own unit's for a unit's people."""
        member = reading(user)
        if member is None:
            return self.none()
        seen = self.filter(office=member.office_id)
        return seen.filter(unit=member.unit_id) if member.unit_id else seen

    def with_unit(self):
        """Return those for which the unit still owes an answer."""
        return self.filter(state__in=self.model.WITH_UNIT)

    def of_open_plans(self):
        """Return those of plans that are issued and not yet closed."""
        return self.filter(task__plan__state="issued")

    def returned(self):
        """Return those whose last answer the office sent back and that were not handed in again."""
        reports = self.model.reports.rel.related_model.objects
        sent_back = reports.filter(assignment=OuterRef("pk"), state="returned").of_now()
        return self.filter(Exists(sent_back), state=self.model.State.IN_PROGRESS)

    def keys_returned(self, rows) -> set[int]:
        """Return the keys of those of the rows, as far as they are among these, that ``returned`` finds. One query."""
        found = self.filter(pk__in=[row.pk for row in rows]).returned()
        return set(found.values_list("pk", flat=True))

    def by_due_day(self):
        """Add the due_key by which long lists are ordered (with pk): the due day, none at the end."""
        return self.annotate(due_key=DUE_KEY)

    def for_lines(self):
        """Join and read no more than a line of the office's list shows."""
        columns = ("office_id", "state", "due_on", "submitted_at", "review_time", "task__number", "task__requirement")
        since = ("plan", "assigned_at", "changed_at")  # what a past day is asked by
        rows = self.select_related("task", "unit")
        return rows.only(*columns, *since, "task__deadline_raw", "unit__short_name")

    def for_list(self):
        """Join what a line of a list shows."""
        rows = self.select_related("task__plan", "task__heading", "unit")
        return rows.defer("task__plan__layout")  # long, and of use for the way out only


class ReportQuerySet(GuardedQuerySet):
    """Reports."""

    def visible_to(self, user):
        """Return what the unit handed in for the office's people, everything of the own unit for its people."""
        member = acting(user)
        if member is None:
            return self.none()
        seen = self.filter(assignment__office=member.office_id)
        if member.at_office:
            return seen.exclude(state=self.model.State.DRAFT)
        return seen.filter(assignment__unit=member.unit_id)

    def visible_among(self, user):
        """Return the same as ``visible_to``, in a way that what else is asked of the reports decides how they are read."""
        member = acting(user)
        assignments = self.model._meta.get_field("assignment").related_model.objects.visible_to(user)
        seen = self.within(assignments)
        return seen.exclude(state=self.model.State.DRAFT) if member and member.at_office else seen

    def of_partners(self, assignment):
        """Return what other units handed in for the task of assignment, as far as its unit may read it.

        A lead reads everybody's; the others read the lead's where the plan lets them.
        """
        said = self.filter(assignment__task=assignment.task_id).exclude(assignment=assignment)
        said = said.filter(state__in=("recorded", "submitted", "accepted"))
        if assignment.role == "lead":
            return said
        return said.filter(assignment__role="lead") if assignment.task.plan.shares_lead else said.none()

    def with_evidence(self):
        """Fetch the links and the stored files that the texts of a report are shown with."""
        files = self.model.files.rel.related_model.objects.stored().select_related("uploaded_by")
        return self.prefetch_related("evidence", Prefetch("files", files))

    def waiting(self):
        """Return those that wait for the office, of plans that are not closed."""
        return self.filter(state=self.model.State.SUBMITTED, assignment__task__plan__state="issued")

    def within(self, assignments):
        """Narrow to the reports on assignments, in a way that lets an order of the reports' own decide how they are read."""
        return self.filter(Exists(assignments.filter(pk=OuterRef("assignment"))))

    def of_now(self):
        """Leave out what was decided on before its task was ended and then given to the unit again."""
        return self.exclude(reviewed_at__lt=F("assignment__given_again_at"))

    def at_leader(self):
        """Return those that wait for the unit's own leader, of plans that are not closed."""
        return self.filter(state=self.model.State.AT_LEADER, assignment__task__plan__state="issued")


class EvidenceFileQuerySet(GuardedQuerySet):
    """Files of evidence."""

    def visible_to(self, user):
        """Return the files of the reports that user may see."""
        reports = self.model._meta.get_field("report").related_model.objects
        return self.filter(report__in=reports.visible_to(user))

    def stored(self):
        """Return those that are on the disk, not those that are still coming in."""
        return self.filter(state=self.model.State.STORED)
