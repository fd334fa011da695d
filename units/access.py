"""Doors: which role may use a view. Which rows it may touch is asked of ``visible_to``."""

from functools import wraps

from django.core.exceptions import PermissionDenied


def role_required(test):
    """Return a decorator for views that lets in the members for whom test is true; others get 403."""

    def decorate(view):
        @wraps(view)
        def guarded(request, *args, **kwargs):
            if request.member is None or not test(request.member):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return guarded

    return decorate


member_required = role_required(lambda member: True)
office_required = role_required(lambda member: member.at_office)
manager_required = role_required(lambda member: member.manages)
unit_required = role_required(lambda member: member.unit_id is not None)
liaison_required = role_required(lambda member: member.answers)
unit_leader_required = role_required(lambda member: member.role == member.Role.UNIT_LEADER)
