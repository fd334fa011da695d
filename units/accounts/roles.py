"""The three administrators: who becomes one, who no longer is. None of them has a part in an office's work."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from units.accounts import sessions
from units.accounts.trail import note
from units.models import User

Role = User.AdminRole


def open_administrator(*, username, name, role, by, at, email="") -> User:
    """Return a new account for an administrator, without a password: a link lets its holder choose one.

    Raises ValidationError with a sentence for each field that is wrong.
    """
    user = User(username=username, name=name, email=email)
    user.set_unusable_password()
    user.full_clean(exclude=["password"])
    with transaction.atomic():
        user.save()
        note("新增", user, by=by, at=at, changes={"登录名": ["", username]})
        change_role(user=user, role=role, by=by, at=at)
    return user


@transaction.atomic
def change_role(*, user, role, by, at) -> None:
    """Give user the administrator's role role, or take it ("").

    Raises ValidationError if user works at an office, is the acting person, or is the last who could give it back.
    """
    held = User.objects.select_for_update().get(pk=user.pk)  # nobody may be appointed meanwhile
    refuse_change(user=held, role=role, by=by)
    old = held.get_admin_role_display()
    user.admin_role, user.is_staff = role, bool(role)
    user.save(update_fields=["admin_role", "is_staff"])
    sessions.end_all(user)
    new = user.get_admin_role_display()
    note("变更管理角色", user, by=by, at=at, changes={"管理角色": [old, new]})


def refuse_change(*, user, role, by) -> None:
    """Raise ValidationError if user may not get role (an unsaved user: a new account)."""
    if by is not None and user.pk == by.pk:
        raise ValidationError("不能变更自己的管理角色，请由另一位安全管理员办理。")
    if role and user.pk and holds_office(user):
        raise ValidationError("这个人在办公室或单位任职，不能兼任管理员。请先办理离任，或另开一个账号。")
    others = User.objects.filter(admin_role=Role.SECURITY, is_active=True).exclude(pk=user.pk)
    if user.pk and user.admin_role == Role.SECURITY and role != Role.SECURITY and not others.exists():
        raise ValidationError("这是唯一的安全管理员，请先指定另一位。")


def holds_office(user) -> bool:
    """Return whether user has a role at an office or a unit, today or later."""
    return user.memberships.filter(Q(to_on=None) | Q(to_on__gte=timezone.localdate())).exists()
