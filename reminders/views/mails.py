"""The office looks at its mail: what left, what waits, what failed and why."""

from django.core.paginator import Paginator
from django.db.models import Count
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from reminders.contacts import addresses_off
from reminders.models import MailServerState, OutgoingMail, Reminder
from units.access import office_required
from units.models import Membership, Unit

PAGE = 50


@require_GET
@office_required
def mail_list(request):
    """Letters, newest first, and the units that cannot be reached."""
    mails = OutgoingMail.objects.visible_to(request.user).annotate(item_count=Count("reminders"))
    mails = mails.order_by("-local_date", "-pk")
    reachable = Membership.objects.filter(office=request.member.office_id).contacts()
    silent = Unit.objects.visible_to(request.user).active().exclude(memberships__in=reachable)
    office = request.member.office
    context = {
        "page": Paginator(mails, PAGE).get_page(request.GET.get("page")),
        "silent": silent,
        "addresses_off": sorted(addresses_off(office, timezone.localdate())),
        "server": MailServerState.objects.exclude(failures=0).first(),
    }
    return render(request, "reminders/mail_list.html", context)


@require_GET
@office_required
def mail_detail(request, pk):
    """One letter with everything it said."""
    mail = get_object_or_404(OutgoingMail.objects.visible_to(request.user), pk=pk)
    reminders = Reminder.objects.filter(mail=mail).select_related("contact__unit", "contact__user").order_by("pk")
    return render(request, "reminders/mail.html", {"mail": mail, "reminders": reminders})
