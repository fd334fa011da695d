"""A leader's instruction (批示) on an assignment, and the unit's answer."""

from django.db import transaction

from documents.text import is_blank
from tasks.models import Instruction
from tasks.services.errors import ActRefused
from tasks.services.lifecycle import lock
from units.history import record


@transaction.atomic
def instruction_give(*, assignment, text, by, at) -> Instruction:
    """Write an instruction; the unit sees it at once and must answer. Raises ActRefused without a text."""
    assignment = lock(assignment)
    if is_blank(text):
        raise ActRefused("请写明批示内容。")
    if assignment.task.plan.state != "issued":
        raise ActRefused("这份文件已经归档，不能再批示。")
    instruction = Instruction.objects.create(assignment=assignment, text=text.strip(), author=by, given_at=at)
    record("批示", assignment, by=by, at=at, office=assignment.office, changes={"批示": ["", text.strip()]})
    return instruction


@transaction.atomic
def instruction_reply(*, instruction, text, by, at) -> Instruction:
    """Answer an instruction once. Raises ActRefused without a text, and when it is answered already."""
    assignment = lock(instruction.assignment)
    instruction = Instruction.objects.again(instruction).select_related("author").get()
    if is_blank(text):
        raise ActRefused("请写明办理情况后再回复。")
    if instruction.reply:
        raise ActRefused("这条批示已经回复过了。")
    instruction.reply, instruction.replied_by, instruction.replied_at = text.strip(), by, at
    instruction.save(update_fields=["reply", "replied_by", "replied_at"])
    record("回复批示", assignment, by=by, at=at, office=assignment.office, changes={"回复": ["", text.strip()]})
    return instruction
