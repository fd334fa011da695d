"""What every page knows: who is here, in which role."""

from django.utils.functional import SimpleLazyObject


def acting(request):
    """Return the acting membership and, for the desk switch, the person's other current ones (read when used)."""
    member = getattr(request, "member", None)
    return {"member": member, "memberships": SimpleLazyObject(lambda: _all(request)) if member else []}


def _all(request):
    return list(request.user.memberships.current().select_related("office", "unit").order_by("pk"))
