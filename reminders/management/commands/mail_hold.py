"""Puts all mail on hold, or releases it: after a restore, or while something is looked into."""

from reminders import hold
from units import history
from units.clock import database_now
from units.history import one_line
from units.terminal import TerminalCommand

WHY = "管理员在服务器上扣留"


class Command(TerminalCommand):
    """One state for the whole installation. Planning goes on meanwhile, and nothing leaves."""

    help = "扣留全部邮件，或者放行（--release）；重复执行没有害处"

    def add_arguments(self, parser):
        """Take the reason, or the word that releases."""
        group = parser.add_mutually_exclusive_group()
        group.add_argument("--why", default=WHY, metavar="原因", help="写进操作记录，也显示在页面上")
        group.add_argument("--release", action="store_true", help="放行：邮件重新按规则发出")

    def handle(self, **options):
        """Do it, and say how many letters it concerns."""
        at = database_now()
        with history.act("mail_hold"):
            if options["release"]:
                self.stdout.write(f"邮件已放行，有{hold.release(by=None, at=at)}封待发。")
            elif hold.hold(one_line(options["why"])[:200] or WHY, at):
                self.stdout.write(f"邮件已扣留，有{hold.waiting_letters()}封待发。")
            else:
                self.stdout.write(f"邮件此前已经扣留，有{hold.waiting_letters()}封待发。")
