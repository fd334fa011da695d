"""Accounts and roles. The clerk opens accounts without a password; only a superuser sets passwords here."""

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AutocompleteSelect
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Prefetch
from django.utils import timezone
from unfold.contrib.filters.admin import BooleanRadioFilter, ChoicesDropdownFilter, DropdownFilter
from unfold.decorators import display
from unfold.forms import AdminPasswordChangeForm, UserChangeForm
from unfold.widgets import UnfoldAdminSelectWidget

from units.admin_base import OfficeAdmin
from units.admin_forms import DayInput, OfficeForm
from units.admin_import import RegisterImport
from units.models import Membership, Unit, User
from units.resources import MembershipResource
from units.services import appoint, end_membership

admin.site.unregister(Group)  # roles are memberships; Django's groups are not used


class AccountForm(OfficeForm):
    """A new account. The clerk gives the first role with it, else nobody of the office could see the account."""

    role = forms.ChoiceField(
        label="角色", choices=Membership.Role, initial=Membership.Role.LIAISON, widget=UnfoldAdminSelectWidget
    )
    unit = forms.ModelChoiceField(
        Unit.objects.none(),
        label="单位",
        required=False,
        widget=AutocompleteSelect(Membership._meta.get_field("unit"), admin.site),
        help_text="联络员和单位领导须选择单位；办公室人员不选单位。",
    )
    from_on = forms.DateField(label="任职起", required=False, widget=DayInput)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.office is None:
            for name in ("role", "unit", "from_on"):
                self.fields.pop(name, None)
        else:
            self.fields["unit"].queryset = Unit.objects.filter(office=self.office).active()

    def clean(self):
        """Refuse a unit where there must be none, and the other way round."""
        cleaned = super().clean()
        if "role" in self.fields and cleaned.get("role"):
            at_office = cleaned["role"] in Membership.OFFICE_ROLES
            if at_office == bool(cleaned.get("unit")) and "unit" not in self.errors:
                raise ValidationError({"unit": self.fields["unit"].help_text})
        return cleaned


class ChangeForm(UserChangeForm, OfficeForm):
    """An account that exists; the password field only tells that there is one."""


@admin.register(User)
class UserAdmin(DjangoUserAdmin, OfficeAdmin):
    """Accounts of people with a role in the office."""

    office_path = "memberships__office"
    form, add_form, change_password_form = ChangeForm, AccountForm, AdminPasswordChangeForm
    list_display = ("name", "username", "roles", "email", "is_active", "last_login")
    list_filter = (("is_active", BooleanRadioFilter),)
    search_fields = ("name", "username", "email")
    search_help_text = "按姓名、登录名、邮箱查找"
    ordering = ("username",)
    filter_horizontal = ()
    actions = None

    def office_of(self, obj):
        """Return the office of the first role, for the history."""
        member = obj.memberships.select_related("office").order_by("pk").first()
        return member.office if member else None

    def get_fieldsets(self, request, obj=None):
        """Return what may be filled in: rights are for superusers, and they follow from roles for all others."""
        person = [("name", "username"), ("email", "phone")]
        if obj is None:
            first = [] if request.user.is_superuser else [("第一项任职", {"fields": ["role", "unit", "from_on"]})]
            return [(None, {"fields": person}), *first]
        if not request.user.is_superuser:
            return [(None, {"fields": [*person, "is_active", "last_login"]})]
        rights = ["is_active", "is_staff", "is_superuser", "last_login", "date_joined"]
        return [(None, {"fields": [*person, "password"]}), ("系统权限", {"fields": rights})]

    def get_readonly_fields(self, request, obj=None):
        """Keep log-in names, and nobody switches off the own account."""
        fixed = ["last_login", "date_joined"]
        if obj and not request.user.is_superuser:
            fixed.append("username")
        if obj == request.user:
            fixed += ["is_active", "is_staff", "is_superuser"]
        return fixed

    def has_change_permission(self, request, obj=None):
        """Leave accounts that also serve another office, and superusers, to superusers."""
        if not super().has_change_permission(request, obj) or obj is None or request.user.is_superuser:
            return super().has_change_permission(request, obj)
        return not obj.is_superuser and not obj.memberships.exclude(office=request.member.office_id).exists()

    def user_change_password(self, request, id, form_url=""):
        """Let superusers set passwords."""
        if not request.user.is_superuser:
            raise PermissionDenied
        with transaction.atomic():
            return super().user_change_password(request, id, form_url)

    def construct_change_message(self, request, form, formsets, add=False):
        """Tell that a password was set, and never which."""
        if isinstance(form, AdminPasswordChangeForm):
            return {"密码": ["", "已重新设置"]}
        return super().construct_change_message(request, form, formsets, add)

    def save_model(self, request, obj, form, change):
        """Store a new account without a password, together with its first role."""
        if change:
            super().save_model(request, obj, form, change)
            return
        obj.set_unusable_password()
        obj.save()
        if "role" in form.fields:
            given = {name: form.cleaned_data[name] for name in ("role", "unit", "from_on")}
            appoint(user=obj, office=request.member.office, by=request.user, at=timezone.now(), **given)

    def get_queryset(self, request):
        """Add the current roles, two queries for all rows."""
        current = Membership.objects.current().select_related("unit", "office")
        if not request.user.is_superuser and request.member:
            current = current.filter(office=request.member.office_id)
        return super().get_queryset(request).prefetch_related(Prefetch("memberships", current, to_attr="now"))

    @display(description="现任角色")
    def roles(self, user):
        """Return the roles of today."""
        return "、".join(
            f"{member.unit or member.office.short_name}·{member.get_role_display()}" for member in user.now
        )


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

    resource_classes = [MembershipResource]
    list_display = ("person", "role", "unit", "email", "from_on", "to_on")
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
        fields = ["user", "office", "role", "unit", "from_on", *(["to_on"] if obj else [])]
        return fields if request.user.is_superuser else [name for name in fields if name != "office"]

    def get_readonly_fields(self, request, obj=None):
        """Keep who holds what; a hand-over ends one role and begins another."""
        return ("user", "office", "role", "unit") if obj else ()

    def save_model(self, request, obj, form, change):
        """Appoint and end through the services."""
        if not change:
            given = {"user": obj.user, "office": obj.office, "unit": obj.unit, "role": obj.role}
            made = appoint(**given, from_on=obj.from_on, by=request.user, at=timezone.now())
            obj.pk, obj._state.adding = made.pk, False
        elif form.changed_data == ["to_on"] and not form.initial["to_on"]:
            end_membership(member=obj, by=request.user, at=timezone.now(), to_on=obj.to_on)
        else:
            super().save_model(request, obj, form, change)

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

    @display(description="邮箱", ordering="user__email")
    def email(self, member):
        """Return the address for reminders."""
        return member.user.email or "未填写"
