"""What the first page of the admin tells: how old the newest backup is, and what a new installation lacks."""

from django.conf import settings
from django.db.models import Exists, OuterRef

from govopen.probes import backup_age
from units.clock import database_now
from units.models import Membership, Office, User

OLD = 26  # hours: a night was missed
MOST = 5  # offices that are named
WHY = "administrators look after all offices"


def first_page(request, context: dict) -> dict:
    """Return the context with what the person's part of the platform lacks. At most one query for each part."""
    role = getattr(request.user, "admin_role", "")
    if role == User.AdminRole.SYSTEM:
        return context | {"no_office": not Office.objects.everywhere(WHY).exists()} | backup_words()
    if role == User.AdminRole.SECURITY:
        clerks = Membership.objects.current().filter(office=OuterRef("pk"), role=Membership.Role.OFFICE)
        lonely = Office.objects.everywhere(WHY).exclude(Exists(clerks)).order_by("pk")
        return context | {"without_clerk": list(lonely.values_list("name", flat=True)[:MOST])}
    return context


def backup_words() -> dict:
    """Return how old the newest backup is, in a sentence (``backup``), and whether that is too old (``backup_is_old``)."""
    if not settings.BACKUP_DIR:
        words, old = "没有设置夜间备份，怎样设置见“帮助”里的“备份”。", True
    elif (seconds := backup_age(database_now())) is None:
        words, old = "备份文件夹里还没有完整的备份，或者从这台主机读不到。", True
    else:
        hours = seconds // 3600
        words, old = f"最近一次完整备份在{f'{hours}小时前' if hours else '一小时以内'}。", hours >= OLD
    return {"backup": words, "backup_is_old": old}
