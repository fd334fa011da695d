"""Plans as printed, and the assignments that come out of them."""

from tasks.models.assignments import Assignment, Evidence, ExtensionRequest, ProgressReport
from tasks.models.plans import Heading, Plan, Task, TaskParty

__all__ = [
    "Assignment",
    "Evidence",
    "ExtensionRequest",
    "Heading",
    "Plan",
    "ProgressReport",
    "Task",
    "TaskParty",
]
