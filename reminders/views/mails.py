"""The office looks at its mail: what left, what waits, what failed and why."""

from collections import Counter, defaultdict
from urllib.parse import urlencode

from django.db.models import Count, Exists, OuterRef
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from calendar_events.models import Activity
from reminders.contacts import addresses_off, called
from reminders.duties import ACTIVITY_DUTY, ASSIGNMENT
from reminders.models import OutgoingMail, Reminder
from reminders.post import Post, held_words, reply_words, server_state
from reminders.stage_words import stage_words
from tasks.addresses import number
from tasks.models import Assignment
from units.access import office_required
from units.models import Membership, Unit
from units.paging import Keyset

PAGE = 50
TAKEN = "已接收"  # what a server answers to almost every letter
ORDER = ("-pk",)  # newest first: letters are written in the order of their days
S = OutgoingMail.State
STATES = {
    "waiting": ("待发送", (S.QUEUED, S.CLAIMED, S.HANDING, S.UNCLEAR)),
    "sent": ("已发送", (S.SENT,)),
    "failed": ("发送失败", (S.FAILED,)),
    "cancelled": ("无需发送", (S.CANCELLED,)),
}


@require_GET
@office_required
def mail_list(request):
    """Letters, newest first, and the units that cannot be reached."""
    chosen, server = _chosen(request), server_state()
    page = Keyset(_asked(request, chosen), ORDER, request.GET.get("cursor", ""), size=PAGE).page
    counts, readers = _said_in(page)
    rows = [(mail, readers.get(mail.pk, ""), counts.get(mail.pk, 0), reply_words(mail)) for mail in page]
    units = Unit.objects.visible_to(request.user).order_by("position", "pk")
    context = {
        "page": page,
        "rows": rows,
        "says_more": any(reply not in ("", TAKEN) for *_, reply in rows),
        "chosen": chosen,
        "query": "&" + urlencode({name: value for name, value in chosen.items() if value}),
        "states": [("", "全部")] + [(key, words) for key, (words, _) in STATES.items()],
        "kinds": [("", "全部"), *OutgoingMail.Kind.choices],
        "units": [("", "全部"), *units.values_list("pk", "short_name")],
        "silent": units_without_contact(request),
        "addresses_off": sorted(addresses_off(request.member.office, timezone.localdate())),
        "server": server if server.failures else None,
        "held": held_words(server),
    }
    return render(request, "reminders/mail_list.html", context)


def _said_in(letters) -> tuple[dict[int, int], dict[int, str]]:
    """Return how many things each letter says, and whom it speaks to: one person, or all who share the mailbox."""
    items = Reminder.objects.filter(mail__in=[mail.pk for mail in letters]).order_by()
    items = items.values_list("mail", "contact__unit__short_name", "contact__user__name").annotate(number=Count("pk"))
    counts, readers = Counter(), defaultdict(list)
    for mail, unit, name, number_of in items.order_by("mail", "contact__unit__position", "contact"):
        counts[mail] += number_of
        readers[mail].append(called(unit, name))
    return counts, {mail: "、".join(names) for mail, names in readers.items()}


def units_without_contact(request):
    """Return the units of the office that get no mail, for want of a liaison or of an address."""
    reachable = Membership.objects.filter(office=request.member.office_id).contacts()
    return Unit.objects.visible_to(request.user).active().exclude(memberships__in=reachable)


def _chosen(request) -> dict:
    """Return what the address asks for; what makes no sense is as if it were not there."""
    state, kind = request.GET.get("state", ""), request.GET.get("kind", "")
    unit = number(request.GET, "unit")
    if unit:
        get_object_or_404(Unit.objects.visible_to(request.user), pk=unit)
    return {
        "state": state if state in STATES else "",
        "kind": kind if kind in OutgoingMail.Kind.values else "",
        "unit": unit or "",
        "q": request.GET.get("q", "").replace("\0", "").strip()[:60],
    }


def _asked(request, chosen):
    mails = OutgoingMail.objects.visible_to(request.user)
    if chosen["state"]:
        mails = mails.filter(state__in=STATES[chosen["state"]][1])
    if chosen["kind"]:
        mails = mails.filter(kind=chosen["kind"])
    if chosen["unit"]:
        mails = mails.filter(Exists(Reminder.objects.filter(mail=OuterRef("pk"), contact__unit=chosen["unit"])))
    return mails.filter(address__icontains=chosen["q"]) if chosen["q"] else mails


@require_GET
@office_required
def mail_detail(request, pk):
    """One letter with everything it said."""
    letters = OutgoingMail.objects.visible_to(request.user).select_related("office__reminder_policy")
    mail = get_object_or_404(letters, pk=pk)
    waits = Post(mail.office, timezone.now()).waiting(mail) if mail.state not in OutgoingMail.FINAL else ""
    context = {"mail": mail, "items": _items(mail), "reply": reply_words(mail), "waits": waits}
    return render(request, "reminders/mail.html", context)


def _items(mail) -> list[tuple]:
    """Return each thing the letter says, with the printed words, the place in the paper and the page that explains it."""
    said = Reminder.objects.filter(mail=mail).select_related("contact__unit", "contact__user").order_by("pk")
    keys = {duty: [r.duty_id for r in said if r.duty_type == duty] for duty in Reminder.Duty.values}
    assignments = Assignment.objects.filter(office=mail.office_id, pk__in=keys[ASSIGNMENT])
    tasks = assignments.select_related("task__plan", "unit").in_bulk()
    activities = Activity.objects.filter(schedule__office=mail.office_id, pk__in=keys[ACTIVITY_DUTY])
    activities = activities.select_related("schedule", "host").in_bulk()
    rows = []
    for reminder in said:
        duty = (tasks if reminder.duty_type == ASSIGNMENT else activities).get(reminder.duty_id)
        page = reverse(f"{reminder.duty_type}_mail", args=[reminder.duty_id]) if duty else ""
        rows.append((reminder, *_words(duty), stage_words(reminder.stage), page))
    return rows


def _words(duty) -> tuple[str, str]:
    """Return the printed words of a duty and where they stand."""
    if duty is None:
        return "事项已删除", ""
    if isinstance(duty, Activity):
        return duty.theme_words, f"{duty.host or duty.host_text}，《{duty.schedule.title}》第{duty.seq}项"
    place = f"第{duty.task.number}项" if duty.task.number else ""
    return duty.task.requirement, f"{duty.unit}，《{duty.task.plan.title}》{place}"
