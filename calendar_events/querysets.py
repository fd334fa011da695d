"""Which days, schedules and activities somebody may see."""

from django.db.models import Count, F, Q

from units.querysets import ScopedQuerySet, acting, reading
from units.scope import GuardedQuerySet


class DayOverrideQuerySet(ScopedQuerySet):
    """Days that differ from the built-in calendar."""

    def for_office(self, office):
        """Return the days that hold for office, its own after the general ones, so that later rows win."""
        return self.filter(Q(office=office) | Q(office=None)).order_by(F("office").asc(nulls_first=True))

    def visible_to(self, user):
        """Return the general days and those of user's office."""
        member = acting(user)
        return self.for_office(member.office_id) if member else self.none()


class ScheduleQuerySet(ScopedQuerySet):
    """Schedules: the office's people see all, the units of the office those that are issued, the whole year."""

    def visible_to(self, user):
        """Return the schedules user may see."""
        member, seen = acting(user), super().visible_to(user)
        return seen if member and member.at_office else seen.filter(state=self.model.State.ISSUED)


class ActivityQuerySet(GuardedQuerySet):
    """Activities."""

    def visible_to(self, user):
        """Return the activities of user's office; the calendar is common to all its units once it is issued."""
        member = reading(user)
        if member is None:
            return self.none()
        seen = self.filter(schedule__office=member.office_id)
        return seen if member.at_office else seen.filter(schedule__state="issued")

    def editable_by(self, user):
        """Return the activities user may fill in: all for the office's clerk, else those the own unit hosts."""
        member = acting(user)
        if member is None or not (member.manages or member.answers):
            return self.none()
        seen = self.visible_to(user)
        return seen if member.manages else seen.filter(host=member.unit_id)

    def public(self, office):
        """Return what office shows to everybody: the activities of issued schedules that it has made public."""
        return self.filter(schedule__office=office, schedule__state="issued", schedule__is_public=True)

    def planned(self):
        """Return the activities that are still to be held."""
        return self.filter(state=self.model.State.PLANNED)

    def with_unanswered(self):
        """Add the number of suggestions without an answer."""
        waiting = Count("suggestions", filter=Q(suggestions__answer=""))
        return self.annotate(unanswered_count=waiting)


class FeedQuerySet(GuardedQuerySet):
    """Secret addresses of calendars."""

    scoped_by = ("digest",)  # who has the secret has the row

    def working(self, on):
        """Return those that still open something on the day on: not revoked, of people who hold their role."""
        held = self.model._meta.get_field("membership").related_model.objects.current(on)
        return self.filter(revoked_at=None, membership__in=held, membership__user=F("user"))


class SuggestionQuerySet(GuardedQuerySet):
    """What was suggested at activities."""

    def visible_to(self, user):
        """Return the suggestions of the activities that user may see."""
        activities = self.model._meta.get_field("activity").related_model.objects
        return self.filter(activity__in=activities.visible_to(user))

    def unanswered(self):
        """Return those that wait for an answer."""
        return self.filter(answer="")


class PictureQuerySet(GuardedQuerySet):
    """Pictures of activities."""

    def visible_to(self, user):
        """Return the pictures of the activities that user may see."""
        activities = self.model._meta.get_field("activity").related_model.objects
        return self.filter(activity__in=activities.visible_to(user))

    def stored(self):
        """Return those that are on the disk, not those that are still coming in."""
        return self.filter(state=self.model.State.STORED)

    def public(self, office):
        """Return what office shows to everybody: pictures of public activities that were held."""
        activities = self.model._meta.get_field("activity").related_model.objects
        return self.stored().filter(activity__in=activities.public(office).filter(state__in=("held", "closed")))
