"""Pictures of an activity: attached, shown to who may see the activity, taken away; and to everybody where it is public."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST, require_safe

from calendar_events.forms.host import PicturesForm
from calendar_events.models import ActivityPicture
from calendar_events.public_views import MAX_AGE
from calendar_events.services import picture_add, picture_remove
from calendar_events.views.acting import activity_or_404, editable_or_403
from units.access import member_required
from units.acting import attempt
from units.files.handing import opened, sent
from units.files.refusals import NotHandedOut
from units.models import Office


@require_POST
@member_required
def picture_add_view(request, pk):
    """Keep the chosen pictures; a refused one costs no other."""
    activity = editable_or_403(request, pk)
    form = PicturesForm(request.POST, request.FILES)
    form.is_valid()
    uploads = form.cleaned_data.get("files", [])
    if not uploads:
        messages.info(request, "没有选择照片。")
    kept = [attempt(request, picture_add, activity=activity, upload=upload) for upload in uploads]
    if new := sum(1 for found in kept if found and not found[1]):
        messages.success(request, f"已保存{new}张照片。")
    if again := [found[0].name for found in kept if found and found[1]]:
        messages.info(request, f"“{'”、“'.join(again)}”已经在这里，没有重复保存。")
    return _back(activity)


@require_POST
@member_required
def picture_remove_view(request, pk, picture):
    """Take a picture away."""
    activity = editable_or_403(request, pk)
    found = get_object_or_404(_stored(request, activity), pk=picture)
    attempt(request, picture_remove, "照片已移除。", picture=found)
    return _back(activity)


@require_GET
@member_required
def picture_view(request, pk, picture):
    """One picture, for whoever may see the activity."""
    found = get_object_or_404(_stored(request, activity_or_404(request, pk)), pk=picture)
    return _sent(found, found.name)


@login_not_required
@require_safe
def public_picture(request, slug, pk):
    """One picture of an activity that is public. Its name on somebody's phone is not."""
    office = get_object_or_404(Office, slug=slug)
    found = get_object_or_404(ActivityPicture.objects.public(office), pk=pk)
    response = _sent(found, f"{found.activity_id}-{found.pk}.{found.kind}")
    response["Cache-Control"] = f"public, max-age={MAX_AGE}"
    return response


def _stored(request, activity):
    rows = ActivityPicture.objects.visible_to(request.user).stored().filter(activity=activity)
    return rows.select_related("activity")


def _sent(picture, name):
    try:
        return sent(opened(picture), kind=picture.kind, name=name)
    except NotHandedOut as refusal:
        raise Http404(str(refusal)) from refusal


def _back(activity):
    return redirect(reverse("activity", args=[activity.pk]) + "?open=report#report")
