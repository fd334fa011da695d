"""What the office ought to see before it accepts an answer. Hints only: whether it is accepted is for a person to say."""

import re
from collections import Counter
from dataclasses import dataclass

from tasks.models import ExtensionRequest, Instruction, ProgressReport
from tasks.models.plans import Role, Task

# The requirement speaks of something that was to be made public, or of proof. 政务公开 and 信息公开 are only names.
ASKS_FOR_PROOF = re.compile(
    r"(?<!政务)(?<!信息)(?<!村务)(?<!申请)公开|公布|公示|发布|刊发|刊登|上网|上传|佐证|链接|截图|印证"
)


@dataclass(frozen=True, slots=True)
class Reviewed:
    """One answer that waits, with what to look at twice."""

    report: ProgressReport
    hints: list[str]

    @property
    def name(self) -> str:
        """How a sentence names it."""
        return f"{self.report.assignment.unit}{self.report.assignment.task.called}"


def reviewed(reports) -> list[Reviewed]:
    """Return the answers (with assignment, task, unit and evidence at hand) with their hints. Three queries more."""
    keys = [report.assignment_id for report in reports]
    times = _times(keys)
    asked = _open(Instruction.objects.filter(reply=""), keys)
    later = _open(ExtensionRequest.objects.filter(state=ExtensionRequest.State.ASKED), keys)
    return [Reviewed(report, [*_hints(report, times, asked, later)]) for report in reports]


def _hints(report, times, asked, later):
    assignment = report.assignment
    task = assignment.task
    proofs = [*report.evidence.all(), *report.files.all()]
    if not proofs and ASKS_FOR_PROOF.search(task.requirement):
        yield "没有佐证，要求里写了要公开或者发布"
    if (wanted := task.quota) and times[assignment.pk] < wanted:
        yield f"要求不少于{wanted}次，报送了{times[assignment.pk]}次"
    if report.needs_coordination:
        yield "单位提出需要办公室协调"
    if assignment.was_late:
        yield "逾期报送"
    if assignment.pk in asked:
        yield "有批示还没有回复"
    if assignment.pk in later:
        yield "还有一份延期申请没有答复，通过后不再答复"
    if task.done_rule == Task.DoneRule.LEAD and assignment.role == Role.LEAD:
        yield "牵头单位都办结后，这项任务的其他单位随之办结"


def _times(assignments) -> Counter:
    rows = ProgressReport.objects.filter(assignment__in=assignments, state__in=ProgressReport.COUNTED, count__gt=0)
    times = Counter()
    for pk, count in rows.values_list("assignment", "count"):
        times[pk] += count
    return times


def _open(rows, assignments) -> set[int]:
    return set(rows.filter(assignment__in=assignments).values_list("assignment", flat=True))
