"""Stands in the way of Django's command: nobody chooses a password for somebody else."""

from django.core.management.base import CommandError

from units.terminal import TerminalCommand


class Command(TerminalCommand):
    """Say what to use instead."""

    help = "不替别人设置密码；请用 account_link 生成链接，由本人设置。"

    def add_arguments(self, parser):
        """Take what Django's command takes."""
        parser.add_argument("username", nargs="?")

    def handle(self, **options):
        """Refuse."""
        raise CommandError("密码由本人设置。请用：python manage.py account_link 登录名，把打印的链接交给本人。")
