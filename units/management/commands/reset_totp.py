"""`manage.py reset_totp`: for the security administrator whose own device is lost."""

from django.core.management.base import CommandError
from django.utils import timezone

from units import history
from units.accounts import totp
from units.models import User
from units.terminal import TerminalCommand


class Command(TerminalCommand):
    """Forget an account's second factor; the next log-in enrols a new device."""

    help = "重置账号的动态口令（手机丢失或动态口令被锁定时），下次登录重新启用。"

    def add_arguments(self, parser):
        """Take the log-in name."""
        parser.add_argument("username", help="登录名")

    def handle(self, username, **options):
        """Reset and say so."""
        user = User.objects.filter(username=username).first()
        if user is None:
            raise CommandError(f"没有登录名为“{username}”的账号。")
        with history.act("reset_totp"):
            totp.reset(user=user, by=None, at=timezone.now())
        self.stdout.write(f"{user.username}（{user.name}）的动态口令已重置。")
