"""`manage.py send_links`: mail the links that were asked for, where no worker runs."""

from units.accounts.link_mails import send_due
from units.clock import database_now
from units.terminal import TerminalCommand


class Command(TerminalCommand):
    """Do once what the worker does every minute."""

    help = "发送等待中的设置密码、找回密码链接邮件（没有后台任务进程时用）。"

    def handle(self, **options):
        """Send and say how many letters left."""
        self.stdout.write(f"发出 {send_due(database_now())} 封。")
