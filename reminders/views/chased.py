"""What the two pages of chasing have in common: what is shown before, and what came of it in words."""

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.contrib import messages
from django.shortcuts import render
from django.urls import Resolver404, resolve
from django.utils import timezone

from reminders.chasing import Chase, Chased, Kind, look, sample
from reminders.post import held_words, server_state
from reminders.rules import Rules
from tasks.views.going_back import wanted

SHOWN = 20  # names in a sentence
PAGES = {  # from where one comes to chase, by the name of the address
    "home": "总览",
    "overview": "总览",
    "assignment_list": "单位任务",
    "assignment": "任务",
    "activity": "活动",
    "activity_waiting": "谁还没有报",
    "plan": "任务分工",
}


@dataclass(frozen=True, slots=True)
class Page:
    """What the page of a kind has of its own."""

    kind: Kind
    done: str  # what the others have not done: 报送, 办理
    template: str
    name: Callable  # of a row that was left out


def preview(request, page: Page, rows, form, *, back: str):
    """Show who gets which letter and who gets none; 422 when the form came back with something wrong."""
    office, at, kind = request.member.office, timezone.now(), page.kind
    view, next_page = look(kind, office, rows, at), wanted(request) or back
    opening = str(form["opening"].value() or "").strip() or form.fields["opening"].initial
    context = {
        "view": view,
        "held": held_words(server_state()),
        "sending": Rules(office).policy.enabled,
        "letters": [
            (letter, [(row, view.told.get(kind.key(row), Chased()).times) for row in letter.rows])
            for letter in view.envelopes.values()
        ],
        "sample": sample(kind, office, view, opening, at),
        "form": form,
        "picked": ",".join(str(row.pk) for row in rows),
        "next": next_page,
        "crumb": _name_of(next_page),
        "noun": kind.noun,
        "counter": kind.counter,
        "done": page.done,
    }
    return render(request, page.template, context, status=422 if form.is_bound else 200)


def _name_of(address: str) -> str:
    """Return what the page at the address is called, for the crumb that leads there."""
    try:
        return PAGES.get(resolve(urlsplit(address).path).url_name, "上一页")
    except Resolver404:
        return "上一页"


def say_chased(request, page: Page, done: Chase) -> None:
    """Say how many were chased, when the letters leave, and by name what was left out and why."""
    quiet = f"现在不在发送时间（{done.quiet}），到时间即发" if done.quiet else "几分钟内发出"
    when = f"{held}后发出" if (held := held_words(server_state())) else quiet
    kind, letters = page.kind, len(done.envelopes)
    messages.success(request, f"已催办{len(done.rows)}{kind.counter}{kind.noun}，共{letters}封邮件，{when}。")
    if left := done.left_out:
        names = "、".join(f"{page.name(row)}（{why}）" for row, why in left[:SHOWN]) + (
            "等" if len(left) > SHOWN else ""
        )
        messages.warning(request, f"有{len(left)}{kind.counter}没有催办：{names}。")
