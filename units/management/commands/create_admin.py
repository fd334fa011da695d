"""`manage.py create_admin`: the first way in. Opens one of the three administrators and prints a one-time link."""

from django.core.exceptions import ValidationError
from django.core.management.base import CommandError
from django.utils import timezone

from units import history
from units.accounts import links, roles
from units.models import User
from units.terminal import TerminalCommand


class Command(TerminalCommand):
    """Open an administrator's account. There is no password: the link lets its holder choose one."""

    help = "开设管理员账号（system 系统管理员、security 安全管理员、audit 审计管理员），打印一次性的设置链接。"

    def add_arguments(self, parser):
        """Take the role, the log-in name and the person's name."""
        parser.add_argument("role", choices=User.AdminRole.values, help="管理角色")
        parser.add_argument("username", help="登录名")
        parser.add_argument("name", help="姓名")
        parser.add_argument("--email", default="", help="邮箱")

    def handle(self, role, username, name, email, **options):
        """Open the account and print the link once."""
        at = timezone.now()
        with history.act("create_admin"):
            try:
                user = roles.open_administrator(username=username, name=name, role=role, email=email, by=None, at=at)
            except ValidationError as error:
                raise CommandError("".join(error.messages)) from None
            address = links.issue(user=user, by=None, at=at)
        self.stdout.write(f"已开设{user.get_admin_role_display()}账号：{user.username}（{user.name}）")
        self.stdout.write("请本人打开下面的链接设置密码（只显示这一次，只能用一次）：")
        self.stdout.write(address)
