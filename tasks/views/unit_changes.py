"""A unit's reform: another name, or merged into another unit."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from tasks.services.errors import ActRefused
from tasks.services.unit_changes import open_at, unit_merge, unit_rename
from tasks.unit_forms import MergeForm, RenameForm
from units.access import manager_required
from units.models import Unit


@require_http_methods(["GET", "POST"])
@manager_required
def unit_change(request, pk):
    """Show both forms; a post does what its button says."""
    unit = get_object_or_404(Unit.objects.visible_to(request.user).active().select_related("office"), pk=pk)
    wanted = request.POST.get("act")
    rename = RenameForm(
        request.POST if wanted == "rename" else None, initial={"name": unit.name, "short_name": unit.short_name}
    )
    merge = MergeForm(request.POST if wanted == "merge" else None, unit=unit)
    if (form := {"rename": rename, "merge": merge}.get(wanted)) and form.is_valid() and _do(request, unit, form):
        return redirect("admin:units_unit_changelist")
    context = {"unit": unit, "rename": rename, "merge": merge, "open_count": open_at(unit).count()}
    return render(request, "tasks/unit_change.html", context, status=422 if form else 200)


def _do(request, unit, form) -> bool:
    who = {"by": request.user, "at": timezone.now()}
    try:
        if isinstance(form, RenameForm):
            unit_rename(unit=unit, **form.cleaned_data, **who)
            messages.success(request, "已更名。旧名称仍能识别，以前的记录不变。")
        else:
            done = unit_merge(unit=unit, **form.cleaned_data, **who)
            messages.success(
                request,
                f"已并入{form.cleaned_data['into']}，移交任务{done['moved']}件、活动{done['activities']}场，终止重复的任务{done['ended']}件。",
            )
    except ValidationError as error:
        for field, sentences in getattr(error, "error_dict", {"__all__": error.messages}).items():
            form.add_error(field if field in form.fields else None, sentences)
        return False
    except ActRefused as refusal:
        form.add_error(None, str(refusal))
        return False
    return True
