"""Plans as printed, the assignments that come out of them, and what units answer."""

from tasks.models.assignments import Assignment
from tasks.models.past import AssignmentPast
from tasks.models.phrases import ReturnPhrase
from tasks.models.plans import Heading, Plan, Task, TaskParty, TaskPeriod
from tasks.models.reports import Evidence, EvidenceFile, ExtensionRequest, Instruction, ProgressReport
from tasks.models.tallies import Tally

__all__ = [
    "Assignment",
    "AssignmentPast",
    "Evidence",
    "EvidenceFile",
    "ExtensionRequest",
    "Heading",
    "Instruction",
    "Plan",
    "ProgressReport",
    "ReturnPhrase",
    "Tally",
    "Task",
    "TaskParty",
    "TaskPeriod",
]
