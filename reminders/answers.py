"""What the page behind a link in a letter shows: the letter's items, with what was said last and a form for each. Read at once."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID, uuid4

from django.db.models import F

from reminders.answer_links import Key
from tasks.forms import LinkFormSet, ReportForm
from tasks.lights import Light, Lights
from tasks.models import Assignment, Instruction, ProgressReport, TaskPeriod
from tasks.services.reports import leaders_of
from units.undoing import SECONDS

S = ProgressReport.State
MOST = 30  # forms on a page; a letter names no more, the rest is on the platform
TEXTS = ("progress", "problem", "next_step")


@dataclass(slots=True)
class Row:
    """One item of the letter."""

    assignment: Assignment
    light: Light
    last: ProgressReport | None = None  # handed in last
    draft: ProgressReport | None = None
    returned: ProgressReport | None = None
    waiting: bool = False  # an answer is with the unit's leader
    period: TaskPeriod | None = None
    is_last_turn: bool = False
    has_leader: bool = False
    times_done: int = 0
    instructions: list[Instruction] = field(default_factory=list)
    key: UUID = field(default_factory=uuid4)  # of the one-press buttons
    form: ReportForm | None = None
    links: LinkFormSet | None = None
    theirs: ProgressReport | None = None  # what somebody saved in between
    refusal: str = ""

    @property
    def is_open(self) -> bool:
        """Whether the unit still owes an answer that it can give here."""
        return self.assignment.is_with_unit and self.assignment.task.plan.state == "issued" and not self.waiting

    @property
    def is_carried_on(self) -> bool:
        """Whether the form begins with what was reported last."""
        return self.draft is None and self.last is not None and self.last.state == S.RECORDED

    @property
    def is_refused(self) -> bool:
        """Whether what was sent was not taken."""
        errors = self.form is not None and (self.form.errors or self.links.total_error_count())
        return bool(self.refusal or self.theirs or errors)


def read(key: Key, today: date) -> list[Row]:
    """Return the items, the nearest day first. The number of queries does not grow with them."""
    rows = key.assignments().for_list().select_related("office")
    rows = list(rows.order_by(F("due_on").asc(nulls_last=True), "task__position", "pk"))
    lights, said = Lights(key.contact.office, today), _Said(rows)
    return [said.row(assignment, lights.of(assignment)) for assignment in rows]


def with_form(row: Row) -> Row:
    """Give the row a form: the draft, or what was recorded last to be carried on, or blank."""
    source = row.last if row.is_carried_on else row.draft
    initial = {"count": 1, "key": uuid4()}
    if source:
        initial |= {name: getattr(source, name) for name in TEXTS}
    links = []
    if row.draft:
        initial |= {name: getattr(row.draft, name) for name in ("needs_coordination", "count", "version")}
        links = [{"url": e.url, "title": e.title, "published_on": e.published_on} for e in row.draft.evidence.all()]
    row.form = ReportForm(initial=initial, auto_id=auto_id(row.assignment))
    row.links = LinkFormSet(initial=links, prefix="links", auto_id=auto_id(row.assignment))
    return row


def may_withdraw(report: ProgressReport, assignment: Assignment, by, at: datetime) -> bool:
    """Return whether this person handed it in within the last half hour, and nothing has become of the assignment since."""
    is_fresh = report.submitted_at and at - report.submitted_at < timedelta(seconds=SECONDS)
    is_own = report.state in ProgressReport.WAITING and report.author_id == by.pk
    return bool(is_fresh and is_own and assignment.changed_at <= report.submitted_at)


def auto_id(assignment) -> str:
    """Return how the fields of an item are called on the page, where many forms stand."""
    return f"a{assignment.pk}_%s"


class _Said:
    """What the unit has said about some of its assignments, and what was said to it."""

    def __init__(self, assignments):
        keys = [row.pk for row in assignments]
        self._reports = defaultdict(list)
        reports = ProgressReport.objects.filter(assignment__in=keys).order_by("pk")
        for report in reports.select_related("author", "reviewed_by").with_evidence():
            self._reports[report.assignment_id].append(report)
        self._turns = defaultdict(list)
        periodic = [row.task_id for row in assignments if row.task.deadline_kind == "periodic"]
        for turn in TaskPeriod.objects.filter(task__in=periodic).order_by("position"):
            self._turns[turn.task_id].append(turn)
        self._instructions = defaultdict(list)
        for item in Instruction.objects.filter(assignment__in=keys, reply="").select_related("author").order_by("pk"):
            self._instructions[item.assignment_id].append(item)
        self._has_leader = bool(assignments) and leaders_of(assignments[0]).exists()

    def row(self, assignment, light) -> Row:
        reports = self._reports[assignment.pk]
        sent = [report for report in reports if report.state != S.DRAFT]
        last = sent[-1] if sent else None
        counted = [report for report in sent if report.state in ProgressReport.COUNTED]
        told = {report.period_id for report in counted}
        turns = [turn for turn in self._turns[assignment.task_id] if turn.due_on >= assignment.joined_on]
        turns = [turn for turn in turns if turn.pk not in told]
        return Row(
            assignment,
            light,
            last=last,
            draft=next((report for report in reports if report.state == S.DRAFT), None),
            returned=last if last and assignment.has_back(last) else None,
            waiting=any(report.state == S.AT_LEADER for report in sent),
            period=turns[0] if turns else None,
            is_last_turn=len(turns) == 1,
            has_leader=self._has_leader and assignment.task.plan.leader_first,
            times_done=sum(report.count for report in counted),
            instructions=self._instructions[assignment.pk],
        )
