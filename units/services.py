"""Acts on people: appointing, ending a role, and the first password."""

from django.db import transaction

from units.history import record
from units.models import Membership, User


@transaction.atomic
def appoint(*, user, office, role, by, at, unit=None, from_on=None):
    """Give user a role at the office, or at one of its units, and return the membership."""
    member = Membership(user=user, office=office, unit=unit, role=role, from_on=from_on)
    member.full_clean()
    member.save()
    if role in Membership.OFFICE_ROLES and not user.is_staff:
        User.objects.filter(pk=user.pk).update(is_staff=True)
    record("任职", member, by=by, at=at, office=office, changes={"角色": ["", member.get_role_display()]})
    return member


@transaction.atomic
def end_membership(*, member, by, at, to_on, reason=""):
    """End a role on the day to_on (the last day on which it holds)."""
    member.to_on = to_on
    member.full_clean()
    member.save(update_fields=["to_on"])
    record("离任", member, by=by, at=at, office=member.office, reason=reason, changes={"任职止": ["", str(to_on)]})
    return member
