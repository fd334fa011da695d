"""Roles of people at the office and its units."""

from django.contrib import admin
from django.contrib.auth.models import Group
from django.utils import timezone
from django_otp.plugins.otp_totp.models import TOTPDevice
from unfold.contrib.filters.admin import ChoicesDropdownFilter, DropdownFilter
from unfold.decorators import display

from units.admin_base import CHANGE, LOOK, OfficeAdmin, Role
from units.admin_forms import OfficeForm
from units.admin_import import RegisterImport
from units.models import Membership
from units.resources import MembershipResource
from units.services import appoint, change_term, end_membership, refuse_appointment

admin.site.unregister(Group)  # roles are memberships; Django's groups are not used
admin.site.unregister(TOTPDevice)  # its pages show secrets


class MembershipForm(OfficeForm):
    """A role; administrators get none."""

    def clean(self):
        """Say in a sentence what the service would refuse."""
        cleaned = super().clean()
        if cleaned.get("user"):
            refuse_appointment(cleaned["user"])
        return cleaned


class Current(DropdownFilter):
    """Whether a role is held today."""

    title = "在任"
    parameter_name = "current"

    def lookups(self, request, model_admin):
        """Return the choices."""
        return [("1", "在任"), ("0", "已离任或未到任")]

    def queryset(self, request, queryset):
        """Return the roles of the choice."""
        if self.value() == "1":
            return queryset.current()
        return queryset.exclude(pk__in=Membership.objects.current()) if self.value() == "0" else queryset


@admin.register(Membership)
class MembershipAdmin(RegisterImport, OfficeAdmin):
    """Who holds which role, from–to. A role that ends gets its last day; it is never rewritten or deleted."""

    administrators = {Role.SECURITY: CHANGE, Role.SYSTEM: LOOK}
    form = MembershipForm
    resource_classes = [MembershipResource]
    list_display = ("person", "role_words", "unit", "email", "from_on", "to_on")
    list_select_related = ("user", "unit", "office")
    list_filter = (("role", ChoicesDropdownFilter), Current)
    search_fields = ("user__name", "user__username", "unit__short_name")
    search_help_text = "按姓名、登录名、单位查找"
    autocomplete_fields = ("user", "unit")

    def get_changeform_initial_data(self, request):
        """Begin with the role that is given most and may least."""
        return {"role": Membership.Role.LIAISON, **super().get_changeform_initial_data(request)}

    def get_fields(self, request, obj=None):
        """Ask for the last day only when there is a first."""
        fields = ["user", "office", "role", "unit", "is_head", "from_on", *(["to_on"] if obj else [])]
        return fields if request.user.admin_role else [name for name in fields if name != "office"]

    def get_readonly_fields(self, request, obj=None):
        """Keep who holds what; a hand-over ends one role and begins another."""
        return ("user", "office", "role", "unit") if obj else ()

    def save_model(self, request, obj, form, change):
        """Appoint and end through the services."""
        if not change:
            given = {"user": obj.user, "office": obj.office, "unit": obj.unit, "role": obj.role}
            made = appoint(**given, is_head=obj.is_head, from_on=obj.from_on, by=request.user, at=timezone.now())
            obj.pk, obj._state.adding = made.pk, False
        elif form.changed_data == ["to_on"] and not form.initial["to_on"]:
            end_membership(member=obj, by=request.user, at=timezone.now(), to_on=obj.to_on)
        else:
            change_term(member=obj, at=timezone.now())

    def log_addition(self, request, obj, message):
        """Write nothing more: the service has written it."""

    def log_change(self, request, obj, message):
        """Write what the service has not written."""
        if list(message) != ["任职止"] or message["任职止"][0]:
            super().log_change(request, obj, message)

    @display(description="人员", ordering="user__name")
    def person(self, member):
        """Return the name."""
        return member.user.name

    @display(description="角色", ordering="role")
    def role_words(self, member):
        """Return the role, and whether it is the head of the unit."""
        return f"{member.get_role_display()}（主要负责人）" if member.is_head else member.get_role_display()

    @display(description="邮箱", ordering="user__email")
    def email(self, member):
        """Return the address for reminders."""
        return member.user.email or "未填写"
