"""How the mail of one office stands at a moment, in words: may letters leave, and if not, why and when again."""

from datetime import date, datetime, timedelta

from documents.days import short_day
from reminders.models import MailServerState, OutgoingMail
from reminders.rules import Rules

S = OutgoingMail.State
AHEAD = 60  # days; an office that is quiet for longer has no next day worth a name
REPLY = {OutgoingMail.Bounce.HARD: "对方服务器说这个地址不存在", OutgoingMail.Bounce.SOFT: "对方服务器暂时不收"}


def server_state() -> MailServerState:
    """Return how the mail server fares; a blank state before the first sweep."""
    return MailServerState.objects.filter(pk=1).first() or MailServerState(pk=1)


class Post:
    """The office's rules and the state of the server, read once for a page."""

    def __init__(self, office, at: datetime):
        self.rules, self.at, self.server = Rules(office), at, server_state()
        self.local = self.rules.local(at)
        self.day = self.local.date()

    @property
    def off(self) -> str:
        """Why nothing leaves until somebody does something, or nothing."""
        return self.held or ("" if self.rules.policy.enabled else "办公室已停止发送")

    @property
    def held(self) -> str:
        """Why the mail of the whole installation is on hold, or nothing."""
        return held_words(self.server)

    @property
    def resting(self) -> str:
        """Why the queue waits for the server, or nothing."""
        until = self.server.paused_until
        if not until or until <= self.at:
            return ""
        fault = "邮件服务器拒绝了本平台，等系统管理员处理" if self.server.stopped else "邮件服务器连不上"
        return f"{fault}，{self.rules.local(until):%H:%M}再试"

    @property
    def quiet(self) -> str:
        """Why nothing leaves at this moment by the office's rules, and when it leaves, or nothing."""
        if not self.rules.quiet(self.at):
            return ""
        opens = f"{self.rules.policy.send_from.hour}:{self.rules.policy.send_from:%M}"
        if why := self.rules.quiet_day(self.day).removesuffix("不发送"):
            following = self.next_day()
            return f"{why}，{f'{short_day(following)}{opens}' if following else '恢复'}后发"
        if self.local.time() < self.rules.policy.send_from:
            return f"不在发送时间，{opens}后发"
        following = self.next_day()
        return f"不在发送时间，{f'{short_day(following)}{opens}' if following else '恢复'}后发"

    def next_day(self) -> date | None:
        """Return the next day after today on which the office writes."""
        days = (self.day + timedelta(days=n) for n in range(1, AHEAD))
        return next((day for day in days if not self.rules.quiet_day(day)), None)

    def waiting(self, mail: OutgoingMail) -> str:
        """Return what a letter that has not left yet waits for."""
        if mail.state in (S.CLAIMED, S.HANDING):
            return "正在投递"
        if mail.state == S.UNCLEAR:
            return "投递时断线，结果不明，用同一编号再投一次"
        if mail.kind == OutgoingMail.Kind.TEST:  # wanted now: neither hours nor the office's own switch hold it
            return self.held or self._later(mail) or self.resting or "排队中，几分钟内发出"
        return self.off or self.quiet or self._later(mail) or self.resting or "排队中，几分钟内发出"

    def _later(self, mail) -> str:
        if mail.next_at <= self.at:
            return ""
        return f"{reply_words(mail) or '没有投出'}，{self.rules.local(mail.next_at):%H:%M}再试"


def held_words(server: MailServerState) -> str:
    """Return that the mail of the whole installation is on hold, why, and what it waits for; nothing otherwise."""
    return f"邮件已扣留（{server.held_why}），等系统管理员放行" if server.held_at else ""


def reply_words(mail: OutgoingMail) -> str:
    """Return what the server answered, with what it means in front where that is known."""
    meaning = REPLY.get(mail.bounce, "")
    return f"{meaning}（{mail.last_reply}）" if meaning else mail.last_reply
