"""Who may see what. Every view starts from ``visible_to(user)``; what it hides is answered with 404."""

from django.contrib.auth.models import UserManager as DjangoUserManager
from django.db import models
from django.db.models import Case, Max, Q, When, Window
from django.db.models.functions import Coalesce, RowNumber
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

    def within(self, user):
        """Narrow to what user may see, for look-ups by object or act.

        Says the same as ``visible_to``, in a way that no index answers: SQLite would else read all that the office ever
        did instead of going by the object or the act.
        """
        member = acting(user)
        if not (member and member.at_office):
            return self.none()
        return self.alias(own=Coalesce("office_ref", 0)).filter(own=member.office_id)

    def about(self, objects):
        """Return the entries on the given objects: pairs of a model's label and a queryset or list of their refs.

        One look-up by index for each kind of object, put together; an OR over them would read the whole history.
        """
        rows = self.model.objects.order_by()
        kinds = [rows.filter(object_type=label, object_ref__in=refs).values("pk") for label, refs in objects]
        return self.filter(pk__in=kinds[0].union(*kinds[1:], all=True)) if kinds else self.none()

    def acts(self):
        """Return the acts that the entries belong to, newest first, each with the moment of its last entry."""
        return self.order_by().values("act").annotate(last=Max("at"), end=Max("pk")).order_by("-last", "-end")

    def first_of_each_act(self, limit, leading):
        """Return up to limit entries of each act, with ``place`` in the act.

        leading are conditions: entries that meet the first of them come first; those that meet none come last.
        """
        rank = Case(*(When(test, then=place) for place, test in enumerate(leading)), default=len(leading))
        place = Window(RowNumber(), partition_by="act", order_by=[rank, "pk"])
        return self.annotate(place=place).filter(place__lte=limit).order_by("act", "place")


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
