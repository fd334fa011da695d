"""Whether reminders run (运行情况), and the letter with which the office tries it."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from reminders.contacts import addresses_off
from reminders.health import last_days, last_runs, pulse, queue
from reminders.jobs import ask_for
from reminders.models import OutgoingMail
from reminders.post import Post, reply_words
from reminders.trial import last_trial, try_mail
from reminders.views.mails import units_without_contact
from units.access import manager_required, office_required
from units.acting import attempt


@require_GET
@office_required
def mail_runs(request):
    """Sweeps, server, queue, the letters of two weeks, the last plannings, and who gets nothing."""
    office, at = request.member.office, timezone.now()
    post, runs = Post(office, at), last_runs(office)
    context = {
        "post": post,
        "pulse": pulse(post.server, at),
        "queue": queue(office),
        "days": last_days(office, post.day),
        "runs": runs,
        "has_failed": any(run.error for run in runs),
        "addresses_off": sorted(addresses_off(office, post.day)),
        "silent": units_without_contact(request),
    }
    if request.member.manages:
        context |= _trial(request, post)
    return render(request, "reminders/runs.html", context)


def _trial(request, post) -> dict:
    mail = last_trial(request.member.office, request.user)
    if mail is None:
        return {"trial": None}
    is_over = mail.state in OutgoingMail.FINAL
    return {
        "trial": mail,
        "trial_is_over": is_over,
        "trial_words": reply_words(mail) if is_over else post.waiting(mail),
    }


@require_POST
@manager_required
def mail_test(request):
    """Write a test letter to the clerk's own address and let a worker send it at once."""
    mail = attempt(request, try_mail, office=request.member.office)
    if mail is not None:
        ask_for(mail)
        messages.success(request, f"测试邮件已提交发送，收件地址是{mail.address}，结果见下面。")
    return redirect("mail_runs")


@require_GET
@manager_required
def mail_test_state(request):
    """How the last test letter fares; htmx asks for it until it is over."""
    context = _trial(request, Post(request.member.office, timezone.now()))
    return render(request, "reminders/_trial.html", context)
