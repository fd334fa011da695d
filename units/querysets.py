"""Who may see what. Every view starts from ``visible_to(user)``; what it hides is answered with 404."""

from django.contrib.auth.models import UserManager as DjangoUserManager
from django.db import models
from django.db.models import Case, Max, Q, Value, When, Window
from django.db.models.functions import Coalesce, RowNumber
from django.utils import timezone

from units.readers import OfficeReader
from units.scope import GuardedQuerySet


class ScopedQuerySet(GuardedQuerySet):
    """Rows that belong to one office: its people see them, nobody else does."""

    def visible_to(self, user):
        """Return the rows of the office in which user acts at this moment."""
        member = acting(user)
        return self.filter(office=member.office_id) if member else self.none()


class OfficeQuerySet(GuardedQuerySet):
    """Offices."""

    scoped_by = ("id", "slug", "name")

    def visible_to(self, user):
        """Return the office in which user acts at this moment."""
        member = reading(user)
        return self.filter(pk=member.office_id) if member else self.none()


class UnitQuerySet(ScopedQuerySet):
    """Units of an office."""

    def visible_to(self, user):
        """Return the units of the office in which user acts, or which reads by a key."""
        member = reading(user)
        return self.filter(office=member.office_id) if member else self.none()

    def active(self, on=None):
        """Return the units that exist on the day on (today, by default)."""
        on = on or timezone.localdate()
        return self.filter(_within("active_from", "active_to", on))


class MembershipQuerySet(ScopedQuerySet):
    """Roles of people."""

    scoped_by = ("user",)

    def current(self, on=None):
        """Return the roles held on the day on (today, by default) by people whose account is switched on."""
        on = on or timezone.localdate()
        return self.filter(_within("from_on", "to_on", on), user__is_active=True)

    def contacts(self, on=None):
        """Return the liaisons who can be reached by mail on the day on."""
        return self.current(on).filter(role=self.model.Role.LIAISON).exclude(user__email="")


class TokenQuerySet(ScopedQuerySet):
    """Keys of other systems."""

    scoped_by = ("digest",)  # who has the key has the row


class AuditEntryQuerySet(GuardedQuerySet):
    """The history. Rows are added; nothing changes or removes them in bulk either."""

    scoped_by = ("office_ref",)

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
        """Narrow to what user may see, for look-ups by object or act: ``visible_to`` without the index of the office."""
        member = acting(user)
        return self.unindexed(office_ref=member.office_id) if member and member.at_office else self.none()

    def unindexed(self, **conditions):
        """Narrow to fields with these values (0 or an empty text: nothing is there), in a way that no index answers.

        SQLite, which keeps no statistics, would else read all that the office or the person ever did instead of going
        by the object or the act.
        """
        hidden = {f"own_{name}": Coalesce(name, _nothing(value)) for name, value in conditions.items()}
        return self.alias(**hidden).filter(**{f"own_{name}": value for name, value in conditions.items()})

    def older_than(self, at, pk):
        """Return the entries behind the one with that moment and key, where the newest comes first."""
        return self.filter(Q(at__lt=at) | Q(pk__lt=pk), at__lte=at)

    def not_older_than(self, at, pk):
        """Return that entry and those before it."""
        return self.filter(Q(at__gt=at) | Q(pk__gte=pk), at__gte=at)

    def about(self, objects):
        """Return the entries on the given objects: pairs of a model's label and a queryset or list of their refs.

        One look-up by index for each kind of object, put together; an OR over them would read the whole history.
        """
        rows = self.model.objects.order_by()
        kinds = [rows.filter(object_type=label, object_ref__among=refs).values("pk") for label, refs in objects]
        return self.filter(pk__among=kinds[0].union(*kinds[1:], all=True)) if kinds else self.none()

    def acts(self):
        """Return the acts that the entries belong to, newest first, each with the moment of its last entry."""
        return self.order_by().values("act").annotate(last=Max("at"), end=Max("pk")).order_by("-last", "-end")

    def first_of_each_act(self, limit, leading=()):
        """Return up to limit entries of each act, with ``place`` in the act.

        leading are conditions: entries that meet the first of them come first; those that meet none come last. Without
        any, the newest comes first.
        """
        ranks = [When(test, then=place) for place, test in enumerate(leading)]
        order = [Case(*ranks, default=len(ranks)), "pk"] if ranks else ["-pk"]
        place = Window(RowNumber(), partition_by="act", order_by=order)
        return self.annotate(place=place).filter(place__lte=limit).order_by("act", "place")


class UserQuerySet(models.QuerySet):
    """Accounts; a person sees the accounts of people with a role in the same office."""

    def visible_to(self, user):
        """Return the accounts with a role in the office in which user acts, each once however many roles it has."""
        member = acting(user)
        if member is None:
            return self.none()
        held = type(member).objects.filter(office=member.office_id)
        return self.filter(pk__in=held.values("user"))


class UserManager(DjangoUserManager.from_queryset(UserQuerySet)):
    """Makes accounts as Django does."""


def acting(user):
    """Return the membership under which user acts, or None for a stranger or a switched-off account."""
    return user.acting if user.is_authenticated and user.is_active else None


def reading(user):
    """Return under what user reads: the acting membership, or the office itself that reads by a key; None for a stranger."""
    return user if isinstance(user, OfficeReader) else acting(user)


def _nothing(value):
    return Value("" if isinstance(value, str) else 0)


def _within(start, end, on):
    return (Q(**{f"{start}__isnull": True}) | Q(**{f"{start}__lte": on})) & (
        Q(**{f"{end}__isnull": True}) | Q(**{f"{end}__gte": on})
    )
