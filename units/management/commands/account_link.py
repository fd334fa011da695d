"""`manage.py account_link`: a new set-up link for an account, where no administrator can be reached."""

from django.core.exceptions import ValidationError
from django.core.management.base import CommandError
from django.utils import timezone

from units import history
from units.accounts import links
from units.models import User
from units.terminal import TerminalCommand


class Command(TerminalCommand):
    """Print a one-time link; the one before it no longer works."""

    help = "为账号生成一次性的设置密码链接；以前的链接随即作废。"

    def add_arguments(self, parser):
        """Take the log-in name."""
        parser.add_argument("username", help="登录名")

    def handle(self, username, **options):
        """Print the link once."""
        user = User.objects.filter(username=username).first()
        if user is None:
            raise CommandError(f"没有登录名为“{username}”的账号。")
        with history.act("account_link"):
            try:
                self.stdout.write(links.issue(user=user, by=None, at=timezone.now()))
            except ValidationError as error:
                raise CommandError(error.messages[0]) from None
