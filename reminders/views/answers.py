"""Answering from a letter without a log-in: no session, nothing but the letter's items, and nothing happens by looking."""

from contextlib import suppress
from datetime import datetime
from functools import wraps
from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.models import AnonymousUser
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from reminders import answer_links, answers
from reminders.rules import Rules
from tasks.forms import LinkFormSet, ReportForm
from tasks.models import ProgressReport
from tasks.services.errors import ActRefused, StaleDraft
from tasks.services.lifecycle import assignment_receive
from tasks.services.reports import report_no_news, report_save_draft, report_submit
from tasks.services.taking_back import report_withdraw
from tasks.views.assignment import DONE, answer_values
from units import history
from units.accounts import rate
from units.accounts.address import client_address, counted_address
from units.undoing import TOO_LATE

WRONG_PER_MINUTE = 30  # links that open nothing, from one address
SENT_PER_MINUTE = 30  # answers with the links of one contact
ORIGIN = "由邮件链接"  # in the history, before the address
FORM_ACTS = ("draft", "progress", "close")
PLAIN_ACTS = ("receive", "no_news", "withdraw")
SAVED = "草稿已保存，还没有报送。"
WITHDRAWN = "已撤回，改好之后再报送。"
SAID_AFTER = {"draft": "saved", "withdraw": "withdrawn"}  # what the next page is asked to say; of all others: done
MOST_OPEN = 3  # items whose form is unfolded at once


def kept_quiet(view):
    """Let no other site, index, cache or copy learn of the page."""

    @wraps(view)
    def quiet(request, *args, **kwargs):
        response = view(request, *args, **kwargs)
        # Not no-referrer: with that a browser says "Origin: null" when the form is sent, and the check against forged
        # forms fails. With this no request, not even one to ourselves, carries more than the host's name.
        response.headers["Referrer-Policy"] = "strict-origin"
        response.headers["X-Robots-Tag"] = "noindex, nofollow"
        return response

    return quiet


@login_not_required
@never_cache
@kept_quiet
@require_http_methods(["GET", "HEAD", "POST"])
def answer_page(request, token):
    """Show what the letter asked and the unit still owes; a post answers one of its items."""
    at = timezone.now()
    request.user, request.member = AnonymousUser(), None  # whoever is logged in on this browser has no part in it
    key = answer_links.find(token, at)
    if key is None:
        return _gone(request, at)
    if request.method == "POST":
        return _answer(request, key, at)
    return _page(request, key, at)


def _gone(request, at):
    """Say calmly that the link no longer holds. Only what opens nothing is counted, so that looking writes nothing."""
    asker = counted_address(request) or ""
    if seconds := rate.seconds_to_wait("answer link", asker, WRONG_PER_MINUTE, at):
        answer = render(request, "reminders/answer_gone.html", status=429)
        answer.headers["Retry-After"] = str(seconds)
        return answer
    return render(request, "reminders/answer_gone.html", status=404)


def _answer(request, key, at):
    assignment = key.assignments().filter(pk=_chosen(request)).for_list().select_related("office").first()
    act = request.POST.get("act")
    if assignment is None or act not in (*PLAIN_ACTS, *FORM_ACTS):
        return render(request, "reminders/answer_gone.html", status=404)
    form = links = None
    if act in FORM_ACTS:
        ids = answers.auto_id(assignment)
        form, links = ReportForm(request.POST, auto_id=ids), LinkFormSet(request.POST, prefix="links", auto_id=ids)
        form.fields["progress"].required = act != "draft"
        if not (form.is_valid() & links.is_valid()):
            return _page(request, key, at, refused=(assignment, form, links))
    try:
        _refuse_too_many(key, at)
        with history.act(f"{ORIGIN} {client_address(request)}".strip()):
            _act(act, assignment, form, links, request.POST, by=key.contact.user, at=at)
    except ActRefused as refusal:
        said = str(refusal) if act == "withdraw" else f"没有提交：{refusal}"
        theirs = refusal.theirs if isinstance(refusal, StaleDraft) else None
        return _page(request, key, at, refused=(assignment, form, links), said=said, theirs=theirs)
    return HttpResponseRedirect(f"{request.path}?{SAID_AFTER.get(act, 'done')}={assignment.pk}")


def _chosen(request) -> int:
    word = request.POST.get("assignment", "")
    return int(word) if word.isascii() and word.isdigit() and len(word) < 19 else 0


def _refuse_too_many(key, at) -> None:
    if seconds := rate.seconds_to_wait("answer", str(key.contact.pk), SENT_PER_MINUTE, at):
        raise ActRefused(f"提交得太频繁，请过{seconds}秒再试。")


def _act(act, assignment, form, links, sent, *, by, at) -> None:
    """Do what was pressed, as the contact. Pressed twice it is done once."""
    if act == "receive":
        if assignment.state == assignment.State.ASSIGNED:
            assignment_receive(assignment=assignment, by=by, at=at)
    elif act == "no_news":
        report_no_news(assignment=assignment, by=by, at=at, form_key=_uuid(sent.get("key")))
    elif act == "withdraw":
        _withdraw(assignment, sent.get("stamp", ""), by=by, at=at)
    elif act == "draft":
        report_save_draft(assignment=assignment, by=by, at=at, **answer_values(form, links))
    else:
        said = answer_values(form, links) | {"closing": act == "close", "form_key": form.cleaned_data["key"]}
        report_submit(assignment=assignment, by=by, at=at, **said)


def _withdraw(assignment, stamp, *, by, at) -> None:
    """Take back what this contact has just handed in; stamp is the moment at which it left the assignment."""
    report = assignment.reports.order_by("-pk").filter(state__in=ProgressReport.WAITING).first()
    if report is None:
        raise ActRefused("没有撤销：这份反馈已经有人处理，请联系办公室。")
    if not answers.may_withdraw(report, assignment, by, at):
        raise ActRefused(TOO_LATE)
    left_at = None
    with suppress(ValueError):
        left_at = datetime.fromisoformat(stamp)
    report_withdraw(report=report, stamp=left_at, by=by, at=at)


def _uuid(word):
    with suppress(ValueError):
        return UUID(word or "")
    return None


def _page(request, key, at, *, refused=None, said="", theirs=None):
    """Render the items; what was not taken stands there as it was typed, with why (said), beside what was saved meanwhile."""
    rows = answers.read(key, Rules(key.mail.office).today(at))
    for row in rows:
        if refused and row.assignment.pk == refused[0].pk:
            row.form, row.links = refused[1:]
            row.refusal, row.theirs = said, theirs
    owed, user = [row for row in rows if row.is_open or row.is_refused], key.contact.user
    shown = [row for place, row in enumerate(owed) if place < answers.MOST or row.is_refused]
    for row in shown:
        if row.form is None and row.is_open:
            answers.with_form(row)
    context = {
        "contact": key.contact,
        "mail": key.mail,
        "shown": shown,
        "more": len(owed) - len(shown),
        "settled": [row for row in rows if row not in owed],
        "done": None if refused else next((done for row in rows if (done := _done(row, request.GET))), None),
        "withdraws": [
            row.assignment.pk for row in rows if row.last and answers.may_withdraw(row.last, row.assignment, user, at)
        ],
        "unfold": len(shown) <= MOST_OPEN,
    }
    return render(request, "reminders/answer.html", context, status=422 if refused else 200)


def _done(row, asked) -> tuple | None:
    """Return the item that was answered just now, and what became of the answer."""
    key = str(row.assignment.pk)
    if key == asked.get("saved"):
        return row.assignment, SAVED
    if key == asked.get("withdrawn"):
        return row.assignment, WITHDRAWN
    if key == asked.get("done"):
        return row.assignment, DONE.get(row.last.state, "") if row.last else "已签收。"
    return None
