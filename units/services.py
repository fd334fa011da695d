"""Acts on people: appointing, ending a role, switching an account on and off."""

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import ProtectedError, Q
from django.utils import timezone

from units.accounts import links, roles, sessions
from units.accounts.trail import note
from units.history import record
from units.models import Membership, User
from units.words import yes_no


@transaction.atomic
def appoint(*, user, office, role, by, at, unit=None, from_on=None, is_head=False):
    """Give user a role at the office, or at one of its units, and return the membership.

    Raises ValidationError with a sentence for each rule it would break.
    """
    held = User.objects.select_for_update().get(pk=user.pk)  # nobody may become an administrator meanwhile
    refuse_appointment(held)
    member = Membership(user=user, office=office, unit=unit, role=role, from_on=from_on, is_head=is_head)
    member.full_clean()
    member.save()
    if role in Membership.OFFICE_ROLES and not held.is_staff:
        User.objects.filter(pk=user.pk).update(is_staff=True)
    role = f"{member.get_role_display()}（主要负责人）" if is_head else member.get_role_display()
    record("任职", member, by=by, at=at, office=office, changes={"角色": ["", role]})
    return member


def refuse_appointment(user) -> None:
    """Raise ValidationError if user looks after the platform: such an account has no part in an office's work."""
    if user.admin_role:
        text = f"{user.name}是{user.get_admin_role_display()}，不能在办公室或单位任职。请另开一个账号。"
        raise ValidationError({"user": text})


@transaction.atomic
def end_membership(*, member, by, at, to_on, reason=""):
    """End a role on the day to_on (the last day on which it holds). With the last role the sessions and links end."""
    former = Membership.objects.again(member).values_list("to_on", flat=True).get()
    member.to_on = to_on
    member.full_clean()
    member.save(update_fields=["to_on"])
    change = {"任职止": [str(former or ""), str(to_on)]}
    record("离任", member, by=by, at=at, office=member.office, reason=reason, changes=change)
    _end_what_hung_on_it(member.user, at)
    return member


@transaction.atomic
def end_memberships_at(*, unit, by, at, reason) -> None:
    """End all roles at a unit that is closed, today being their last day; a role that was to begin later never does."""
    today = timezone.localdate(at)
    rows = Membership.objects.filter(Q(to_on=None) | Q(to_on__gt=today), unit=unit)
    for member in rows.select_related("office", "unit", "user").order_by("pk"):
        if member.from_on and member.from_on > today:
            record("取消任职", member, by=by, at=at, office=member.office, reason=reason)
            _never_begin(member, today)
            _end_what_hung_on_it(member.user, at)
        else:
            end_membership(member=member, by=by, at=at, to_on=today, reason=reason)


def _never_begin(member, today) -> None:
    """Take away a role that begins later; one that held before and was reminded then stays in the ledger, over since yesterday."""
    try:
        with transaction.atomic():
            member.delete()
    except ProtectedError:
        member.from_on = member.to_on = today - timedelta(days=1)
        member.save(update_fields=["from_on", "to_on"])


@transaction.atomic
def change_term(*, member, at):
    """Store other days of a role, or another head; whoever calls writes the history, for it knows what was."""
    member.full_clean()
    member.save(update_fields=["from_on", "to_on", "is_head"])
    _end_what_hung_on_it(member.user, at)
    return member


@transaction.atomic
def set_head(*, member, is_head, by, at):
    """Let the leader of a unit be its head (主要负责人), or no longer; return the membership."""
    member.is_head = is_head
    member.full_clean()
    member.save(update_fields=["is_head"])
    change = {"主要负责人": [yes_no(not is_head), yes_no(is_head)]}
    record("修改", member, by=by, at=at, office=member.office, changes=change)
    return member


@transaction.atomic
def switch_account(*, user, active, by, at) -> None:
    """Switch an account off, which ends its sessions and links, or on again.

    Raises ValidationError for one's own account, and for the last security administrator.
    """
    if not active:
        refuse_switch_off(user, by)
    user.is_active = active
    user.save(update_fields=["is_active"])
    if not active:
        sessions.end_all(user)
        links.revoke(user, at)
    note("启用账号" if active else "停用账号", user, by=by, at=at)


def refuse_switch_off(user, by) -> None:
    """Raise ValidationError for one's own account, and for the last security administrator."""
    if by is not None and user.pk == by.pk:
        raise ValidationError("不能停用自己的账号。")
    if user.admin_role:
        roles.refuse_change(user=user, role="", by=by)


def _end_what_hung_on_it(user, at) -> None:
    if not user.admin_role and not user.memberships.current().exists():
        sessions.end_all(user)
    if not links.may_have(user, at):
        links.revoke(user, at)
