"""Every act on an import: read, answer, apply, discard, take back; and settling names that an import left open."""

from imports.services.answering import batch_answer
from imports.services.applying import batch_apply, batch_discard
from imports.services.errors import ImportRefused
from imports.services.names import open_names, open_phrases, plan_settle_names
from imports.services.reading import batch_open, batch_read
from imports.services.state import batch_preview
from imports.services.undo import batch_undo, hanging, held_tasks, undo_refusal

__all__ = [
    "ImportRefused",
    "batch_answer",
    "batch_apply",
    "batch_discard",
    "batch_open",
    "batch_preview",
    "batch_read",
    "batch_undo",
    "hanging",
    "held_tasks",
    "open_names",
    "open_phrases",
    "plan_settle_names",
    "undo_refusal",
]
