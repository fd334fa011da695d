"""A schedule out again, as a workbook or as a Word document."""

from io import BytesIO

from django.http import FileResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_GET

from calendar_events.models import ActivitySchedule
from imports.export import workbook_name
from imports.schedule_export import schedule_word, schedule_workbook
from imports.services.downloads import note_download
from units.access import office_required


@require_GET
@office_required
def schedule_workbook_view(request, pk):
    """The schedule as a workbook; ?states=1 adds how far each activity is."""
    return _file(request, pk, schedule_workbook, ".xlsx")


@require_GET
@office_required
def schedule_word_view(request, pk):
    """The schedule as a Word document; ?states=1 likewise."""
    return _file(request, pk, schedule_word, ".docx")


def _file(request, pk, write, ending):
    schedule = get_object_or_404(ActivitySchedule.objects.visible_to(request.user).select_related("office"), pk=pk)
    states = bool(request.GET.get("states"))
    note_download(plan=schedule, with_states=states, by=request.user, at=timezone.now())
    content = BytesIO(write(schedule, with_states=states))
    return FileResponse(content, as_attachment=True, filename=workbook_name(schedule.title, ending))
