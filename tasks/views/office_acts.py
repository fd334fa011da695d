"""What the office may do to one assignment besides reviewing it: end it, reopen it, set another day."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from tasks.forms import ActForm, DueForm
from tasks.models import Assignment
from tasks.services.errors import ActRefused
from tasks.services.lifecycle import assignment_cancel, assignment_reopen, assignment_set_due
from units.access import manager_required

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
    form = form_class(request.POST)
    if not form.is_valid():
        messages.error(request, "没有办理：" + next(iter(form.errors.values()))[0])
        return redirect("assignment", pk=pk)
    try:
        service(assignment=assignment, by=request.user, at=timezone.now(), **form.cleaned_data)
    except ActRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, done)
    return redirect("assignment", pk=pk)
