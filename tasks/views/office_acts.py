"""What the office may do to one assignment besides reviewing it: end it, reopen it, set another day, unit or instruction."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from tasks.forms import ActForm, DueForm, InstructionForm, ReassignForm
from tasks.models import Assignment
from tasks.services.instructions import instruction_give
from tasks.services.lifecycle import assignment_cancel, assignment_reopen, assignment_set_due
from tasks.services.reassign import assignment_reassign
from tasks.views.acting import attempt
from units.access import manager_required, office_required

ACTS = {
    "cancel": (ActForm, assignment_cancel, "任务已终止。"),
    "reopen": (ActForm, assignment_reopen, "已退回单位重新办理。"),
    "due": (DueForm, assignment_set_due, "期限已调整，提醒按新的期限发送。"),
}


@require_POST
@manager_required
def assignment_act(request, pk, act):
    """Do one of the acts; each needs a reason."""
    assignment = get_object_or_404(Assignment.objects.visible_to(request.user), pk=pk)
    form_class, service, done = ACTS[act]
    _act(request, form_class(request.POST), service, done, assignment=assignment)
    return redirect("assignment", pk=pk)


@require_POST
@manager_required
def assignment_reassign_view(request, pk):
    """Give the task to another unit."""
    assignment = get_object_or_404(Assignment.objects.visible_to(request.user).select_related("unit"), pk=pk)
    form = ReassignForm(request.POST, office=request.member.office, unit=assignment.unit)
    new = _act(request, form, assignment_reassign, "已调整责任单位，新单位马上可以看到。", assignment=assignment)
    return redirect("assignment", pk=new.pk if new else pk)


@require_POST
@office_required
def instruction_give_view(request, pk):
    """Write an instruction (批示); leaders and clerks of the office may."""
    assignment = get_object_or_404(Assignment.objects.visible_to(request.user), pk=pk)
    _act(request, InstructionForm(request.POST), instruction_give, "批示已送达单位。", assignment=assignment)
    return redirect("assignment", pk=pk)


def _act(request, form, service, done, **values):
    """Do it and say so; return what the service returned, or None when it did not happen."""
    if not form.is_valid():
        messages.error(request, "没有办理：" + next(iter(form.errors.values()))[0])
        return None
    return attempt(request, service, done, **values, **form.cleaned_data)
