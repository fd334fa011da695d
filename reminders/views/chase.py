"""The office chases (催办): a page that shows who will get a letter and who cannot, then the letters."""

from functools import partial

from django.contrib import messages
from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from reminders.assignment_chasing import ASSIGNMENTS
from reminders.chasing import MOST, chase
from reminders.forms import ChaseForm
from reminders.views.chased import Page, preview, say_chased
from tasks.addresses import keys_of
from tasks.listing import Listing
from tasks.models import Assignment
from tasks.views.going_back import go_back
from units.access import manager_required
from units.acting import attempt


def _name(row: Assignment) -> str:
    return f"{row.unit}{row.task.called}"


PAGE = Page(ASSIGNMENTS, "报送", "reminders/chase.html", _name)


@require_http_methods(["GET", "POST"])
@manager_required
def chase_page(request, pk=None):
    """Show what chasing the chosen assignments means; with ``confirm``, chase them. Nothing is written before that.

    Chosen is one (pk), those ticked (``assignment``, once each), those of the preview (``picked``, with commas), or
    with ``all`` what the unit still owes of all that a list shows.
    """
    rows = _chosen(request, pk)
    if not rows:
        messages.error(request, "没有选中要催办的任务：请先在清单里勾选，或者换一个筛选。")
        return go_back(request, reverse("assignment_list"))
    if len(rows) > MOST:
        messages.error(request, f"一次最多催办{MOST}件，请先缩小筛选范围。")
        return go_back(request, reverse("assignment_list"))
    form = ChaseForm(request.POST if "confirm" in request.POST else None)
    if form.is_bound and form.is_valid():
        values = {"office": request.member.office, "rows": rows, "text": form.cleaned_data["opening"]}
        if done := attempt(request, partial(chase, ASSIGNMENTS), form=form, **values):
            say_chased(request, PAGE, done)
            return go_back(request, reverse("assignment_list"))
    return preview(request, PAGE, rows, form, back=reverse("assignment_list"))


def _chosen(request, pk) -> list[Assignment]:
    """Return what is chosen, in order of due day. Keys that do not exist here are passed over; none at all is 404."""
    asked = request.POST if request.method == "POST" else request.GET
    keys = {pk} if pk else keys_of(asked.getlist("assignment") + asked.get("picked", "").split(","))
    if not keys and "all" in asked:
        rows = Listing(asked, request.user, timezone.localdate()).rows().with_unit()
    else:
        rows = Assignment.objects.visible_to(request.user).filter(pk__in=keys)
    rows = rows.for_list().select_related("office").by_due_day().order_by("due_key", "pk")
    found = list(rows[: MOST + 1])
    if keys and not found:
        raise Http404
    return found
