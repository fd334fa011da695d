"""What the office may do to one assignment besides reviewing it: end it, reopen it, set another day, unit or instruction."""

from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from tasks.office_forms import office_form
from tasks.services.instructions import instruction_give
from tasks.services.lifecycle import assignment_cancel, assignment_reopen, assignment_set_due
from tasks.services.reassign import assignment_reassign
from tasks.views.assignment import assignment_or_404
from tasks.views.assignment_page import Typed, assignment_page
from tasks.views.undo import OF_ASSIGNMENTS, left
from units.access import manager_required, office_required
from units.acting import attempt
from units.undoing import attempt_with_undo

ACTS = {
    "cancel": (assignment_cancel, "任务已终止。"),
    "reopen": (assignment_reopen, "已退回单位重新办理。"),
    "due": (assignment_set_due, "期限已调整，提醒按新的期限发送。"),
    "reassign": (assignment_reassign, "已调整责任单位，新单位马上可以看到。"),
    "instruct": (instruction_give, "批示已送达单位。"),
}


@require_POST
@manager_required
def assignment_act(request, pk, act):
    """Do one of the acts; each needs a reason."""
    return _act(request, pk, act)


@require_POST
@manager_required
def assignment_reassign_view(request, pk):
    """Give the task to another unit, and lead to that unit's."""
    return _act(request, pk, "reassign")


@require_POST
@office_required
def instruction_give_view(request, pk):
    """Write an instruction (批示); leaders and clerks of the office may."""
    return _act(request, pk, "instruct")


def _act(request, pk, act):
    """Do it and say so; a form that was refused is shown again."""
    assignment = assignment_or_404(request, pk)
    form = office_form(act, request.member.office, assignment, request.POST)
    service, done = ACTS[act]
    made = None
    if form.is_valid():
        values = {"form": form, "assignment": assignment, **form.cleaned_data}
        if act in OF_ASSIGNMENTS:
            held = lambda row: left(act, (row.pk, row))  # noqa: E731
            attempt_with_undo(request, service, done, "tasks_undo", held, **values)
        else:
            made = attempt(request, service, done, **values)
    if form.errors:
        return assignment_page(request, assignment, Typed(act=(act, form)))
    return redirect("assignment", pk=made.pk if act == "reassign" else pk)
