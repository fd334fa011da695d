"""A published announcement is pasted; what it says is proposed, field by field, and taken over when the host says so."""

from dataclasses import dataclass

from django.contrib import messages
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from calendar_events.forms.host import BEFORE, AnnouncementForm, HostForm
from calendar_events.models import Activity
from calendar_events.services import activity_fill_in
from calendar_events.views.acting import activity_or_404, against, editable_or_403, may_edit
from documents.layouts.announcement import Proposal, read_announcement
from units.access import member_required
from units.acting import attempt


@dataclass
class Row:
    """One proposed field: the input, what is there now, and whether it is ticked."""

    proposal: Proposal
    field: object
    now: object
    is_ticked: bool
    notes: tuple[str, ...]

    @property
    def tick(self) -> str:
        """The name of the tick."""
        return f"use_{self.proposal.field}"


@require_http_methods(["GET", "POST"])
@member_required
def activity_announcement(request, pk):
    """Paste, look, adopt. Nothing is written before 采用 is pressed."""
    if request.method == "GET":
        activity = activity_or_404(request, pk)
        if not may_edit(request, activity):
            return redirect("activity", pk=pk)
    else:
        activity = editable_or_403(request, pk)
    if activity.state != Activity.State.PLANNED:
        messages.error(request, f"这项活动{activity.get_state_display()}，不能再从公告填写。")
        return redirect("activity", pk=pk)
    pasted = AnnouncementForm(request.POST if request.method == "POST" else None)
    if not pasted.is_valid():
        return _page(request, activity, pasted, status=422 if pasted.is_bound else 200)
    read = read_announcement(pasted.cleaned_data["text"], activity.schedule.year)
    proposals = _with_url(read.proposals, pasted.cleaned_data["url"])
    if "adopt" in request.POST:
        return _adopt(request, activity, pasted, read, proposals)
    form = _form(request, activity, proposals)
    return _page(request, activity, pasted, read=read, form=form, rows=_rows(request, activity, form, proposals))


def _with_url(proposals, url):
    """Return the proposals, in the order of the page; the address that was given is one of them."""
    given = (Proposal("preview_url", url, url, 0),) if url else ()
    return sorted((*proposals, *given), key=lambda one: BEFORE.index(one.field))


def _form(request, activity, proposals, data=None, names=None):
    names = names or [one.field for one in proposals]
    initial = {one.field: one.value for one in proposals}
    fresh = activity_or_404(request, activity.pk)  # a form that fails writes on its instance
    form = HostForm(data, instance=fresh, initial=initial, names=names, auto_id="id_%s")
    for field in form.fields.values():
        field.widget.attrs["data-either"] = ""  # the tick says whether it is taken
    return form


def _rows(request, activity, form, proposals, ticked=None) -> list[Row]:
    rows = []
    for one in proposals:
        now = getattr(activity, one.field)
        is_ticked = f"use_{one.field}" in ticked if ticked is not None else True
        clashes = against(request, activity, one.value) if one.field == "day" else ()
        rows.append(Row(one, form[one.field], now, is_ticked, (*one.notes, *clashes)))
    return rows


def _adopt(request, activity, pasted, read, proposals):
    names = [one.field for one in proposals if f"use_{one.field}" in request.POST]
    form = _form(request, activity, proposals, request.POST, names or ["theme"])
    if not names:
        form.is_valid()
        form.add_error(None, "没有勾选要采用的内容。")
    elif form.is_valid():
        values = {"activity": activity, "values": form.values(), "reason": form.moved_because}
        values["version"] = form.cleaned_data["version"]
        if attempt(request, activity_fill_in, f"已采用{len(names)}项，请接着填写其余内容。", form, **values):
            return redirect("activity", pk=activity.pk)
    whole = _form(request, activity, proposals, request.POST)
    whole.data = whole.data.copy()
    whole.data["version"] = whole.instance.version  # who presses once more has seen what is there now
    rows = _rows(request, activity_or_404(request, activity.pk), whole, proposals, request.POST)
    for row in rows:
        if row.is_ticked and row.field.name not in form.errors and row.field.name in whole.errors:
            del whole.errors[row.field.name]
    if "reason" not in form.errors:
        whole.errors.pop("reason", None)
    return _page(request, activity, pasted, read=read, form=whole, rows=rows, refused=form, status=422)


def _page(request, activity, pasted, read=None, form=None, rows=(), refused=None, status=200):
    context = {
        "activity": activity,
        "pasted": pasted,
        "read": read,
        "form": form,
        "rows": rows,
        "refused_form": refused or (pasted if pasted.errors else None),
        "refused": bool(refused or pasted.errors),  # where the browser's focus goes
        "labels": [Activity._meta.get_field(name).verbose_name for name in _missing(rows)] if read else [],
    }
    return render(request, "calendar_events/announcement.html", context, status=status)


def _missing(rows) -> list[str]:
    """Return the chief fields that the announcement does not say."""
    found = {row.proposal.field for row in rows}
    return [name for name in ("theme", "day", "starts_at", "place", "signup") if name not in found]
