"""Every act on an import: take in, read, answer, confirm, apply, discard, take back; and settling names left open."""

from imports.services.answering import batch_answer
from imports.services.applying import batch_apply, batch_confirm, batch_discard, batch_restore
from imports.services.background import batch_work, free_since
from imports.services.errors import ImportRefused, PreviewOutdated
from imports.services.names import open_names, open_phrases, plan_settle_names
from imports.services.reading import batch_open, batch_read, batch_take
from imports.services.state import BACKGROUND, batch_preview
from imports.services.undo import batch_undo, hanging, undo_refusal
from imports.services.undo_plan import held_tasks

__all__ = [
    "BACKGROUND",
    "ImportRefused",
    "PreviewOutdated",
    "batch_answer",
    "batch_apply",
    "batch_confirm",
    "batch_discard",
    "batch_open",
    "batch_preview",
    "batch_read",
    "batch_restore",
    "batch_take",
    "batch_undo",
    "batch_work",
    "free_since",
    "hanging",
    "held_tasks",
    "open_names",
    "open_phrases",
    "plan_settle_names",
    "undo_refusal",
]
