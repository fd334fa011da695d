"""Stands in the way of Django's command: no account may stand above the three administrators."""

from django.core.management.base import CommandError

from units.terminal import TerminalCommand


class Command(TerminalCommand):
    """Say what to use instead."""

    help = "本平台没有超级用户；请用 create_admin 开设系统、安全、审计三种管理员。"

    def add_arguments(self, parser):
        """Take whatever Django's command takes, so that the answer is a sentence and not a usage error."""
        parser.add_argument("--username")
        parser.add_argument("--email")
        parser.add_argument("--name")
        parser.add_argument("--noinput", "--no-input", action="store_true")

    def handle(self, **options):
        """Refuse."""
        raise CommandError(
            "本平台没有超级用户（三员分立）。请用：python manage.py create_admin system 登录名 姓名"
            "（security、audit 同样），按打印的链接设置密码。"
        )
