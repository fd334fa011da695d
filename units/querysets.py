"""Who may see what. Every view starts from ``visible_to(user)``; what it hides is answered with 404."""

from django.contrib.auth.models import UserManager as DjangoUserManager
from django.db import models
from django.db.models import Case, Max, Q, When, Window
from django.db.models.functions import RowNumber
from django.utils import timezone


class ScopedQuerySet(models.QuerySet):
    """Rows that belong to one office: its people see them, nobody else does."""

    def visible_to(self, user):
        """Return the rows of the office in which user acts at this moment."""
        member = acting(user)
        return self.filter(office=member.office_id) if member else self.none()


class OfficeQuerySet(models.QuerySet):
    """Offices."""

    def visible_to(self, user):
        """Return the office in which user acts at this moment."""
        member = acting(user)
        return self.filter(pk=member.office_id) if member else self.none()


class UnitQuerySet(ScopedQuerySet):
    """Units of an office."""

    def active(self, on=None):
        """Return the units that exist on the day on (today, by default)."""
        on = on or timezone.localdate()
        return self.filter(_within("active_from", "active_to", on))


class MembershipQuerySet(ScopedQuerySet):
    """Roles of people."""

    def current(self, on=None):
        """Return the roles held on the day on (today, by default) by people whose account is switched on."""
        on = on or timezone.localdate()
        return self.filter(_within("from_on", "to_on", on), user__is_active=True)

    def contacts(self, on=None):
        """Return the liaisons who can be reached by mail on the day on."""
        return self.current(on).filter(role=self.model.Role.LIAISON).exclude(user__email="")


class AuditEntryQuerySet(models.QuerySet):
    """The history. Rows are added; nothing changes or removes them in bulk either."""

    def update(self, **kwargs):
        """Refuse: the history stays as it was written."""
        raise TypeError("audit entries are never changed")

    def delete(self):
        """Refuse: the history stays."""
        raise TypeError("audit entries are never deleted")

    def visible_to(self, user):
        """Return the entries of user's office, for the office's own people only."""
        member = acting(user)
        return self.filter(office_ref=member.office_id) if member and member.at_office else self.none()

    def about(self, objects):
        """Return the entries on the given objects: pairs of a model's label and a queryset or list of their refs.

        One look-up by index for each kind of object, put together; an OR over them would read the whole history.
        """
        kinds = [self.model.objects.filter(object_type=label, object_ref__in=refs) for label, refs in objects]
        found = [kind.order_by().values("pk") for kind in kinds]
        return self.filter(pk__in=found[0].union(*found[1:], all=True)) if found else self.none()

    def acts(self):
        """Return the acts that the entries belong to, newest first, each with the moment of its last entry."""
        return self.order_by().values("act").annotate(last=Max("at"), end=Max("pk")).order_by("-last", "-end")

    def first_of_each(self, acts, limit, leading):
        """Return up to limit entries of each act, with ``place`` in the act; leading maps a label to its rank."""
        rank = Case(*(When(object_type=label, then=place) for label, place in leading.items()), default=len(leading))
        place = Window(RowNumber(), partition_by="act", order_by=[rank, "pk"])
        return self.filter(act__in=acts).annotate(place=place).filter(place__lte=limit).order_by("act", "place")


class UserManager(DjangoUserManager.from_queryset(models.QuerySet)):
    """Accounts; a person sees the accounts of people with a role in the same office."""

    def visible_to(self, user):
        """Return the accounts with a role in the office in which user acts."""
        member = acting(user)
        return self.filter(memberships__office=member.office_id).distinct() if member else self.none()


def acting(user):
    """Return the membership under which user acts, or None for a stranger or a switched-off account."""
    return user.acting if user.is_authenticated and user.is_active else None


def _within(start, end, on):
    return (Q(**{f"{start}__isnull": True}) | Q(**{f"{start}__lte": on})) & (
        Q(**{f"{end}__isnull": True}) | Q(**{f"{end}__gte": on})
    )
