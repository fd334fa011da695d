"""What the two pages of chasing have in common: which keys were chosen, and what came of it in words."""

from collections.abc import Callable, Iterable

from django.contrib import messages

from reminders.chasing import Chase
from reminders.post import held_words, server_state

SHOWN = 20  # names in a sentence


def keys_of(words: Iterable[str]) -> set[int]:
    """Return the keys among words; what is no key is as if it were not there."""
    return {int(word) for word in words if word.isascii() and word.isdigit() and len(word) < 19}


def say_chased(request, done: Chase, counter: str, noun: str, name: Callable) -> None:
    """Say how many were chased (件 任务, 场 活动), when the letters leave, and by name what was left out and why."""
    quiet = f"现在不在发送时间（{done.quiet}），到时间即发" if done.quiet else "几分钟内发出"
    when = f"{held}后发出" if (held := held_words(server_state())) else quiet
    letters = len(done.envelopes)
    messages.success(request, f"已催办{len(done.assignments)}{counter}{noun}，共{letters}封邮件，{when}。")
    if left := done.left_out:
        names = "、".join(f"{name(row)}（{why}）" for row, why in left[:SHOWN]) + ("等" if len(left) > SHOWN else "")
        messages.warning(request, f"有{len(left)}{counter}没有催办：{names}。")
