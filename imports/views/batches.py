"""What the pages of an import share: finding the batch, the bar of steps, and saying what came of an act."""

from django.contrib import messages
from django.shortcuts import get_object_or_404

from documents.errors import UnreadableFile
from imports.models import ImportBatch
from units import acting

STEPS = (("recognised", "核对识别结果"), ("questions", "回答问题"), ("preview", "预览并导入"))


def batch_or_404(request, pk, without=()) -> ImportBatch:
    """Return the batch of the person's office; without are fields that the page does not need."""
    batches = ImportBatch.objects.visible_to(request.user).select_related("office", "plan", "schedule")
    return get_object_or_404(batches.defer(*without), pk=pk)


def step_context(batch, here: str, preview=None) -> dict:
    """Return what every step's page shows: the batch, the steps, how many questions are open."""
    return {
        "batch": batch,
        "steps": [(f"import_{name}", label, name == here) for name, label in STEPS],
        "open_count": len(preview.open_questions) if preview else 0,
        "preview": preview,
    }


def attempt(request, act, done="", **values):
    """Do the act as ``units.acting.attempt`` does; a stored file that cannot be read any more is a refusal too."""
    try:
        return acting.attempt(request, act, done, **values)
    except UnreadableFile as refusal:
        messages.error(request, str(refusal))
        return None
