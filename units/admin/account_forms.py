"""Forms of accounts. Nobody types a password for somebody else: a link lets the person choose one."""

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AutocompleteSelect
from django.core.exceptions import ValidationError
from unfold.widgets import UnfoldAdminSelectWidget

from units.accounts import roles
from units.admin_forms import DayInput, OfficeForm
from units.models import Membership, Office, Unit, User
from units.services import refuse_switch_off

WHY = "the security administrator appoints people in any office"


class NewAccountForm(OfficeForm):
    """A new account with its first role, else nobody of the office could see it; or with an administrator's role."""

    admin_role = forms.ChoiceField(
        label="管理角色",
        required=False,
        choices=[("", "不是管理员"), *User.AdminRole.choices],
        widget=UnfoldAdminSelectWidget,
        help_text="管理员不在办公室或单位任职；选了管理角色，下面各项不填。",
    )
    post_office = forms.ModelChoiceField(
        Office.objects.everywhere(WHY),
        label="办公室",
        required=False,
        empty_label="请选择",
        widget=UnfoldAdminSelectWidget,
    )
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
        units = Unit.objects.everywhere(WHY) if self.office is None else Unit.objects.filter(office=self.office)
        self.fields["unit"].queryset = units.active()
        if self.office is not None:
            del self.fields["admin_role"], self.fields["post_office"]

    def clean(self):
        """Refuse two kinds of role at once, and a unit where there must be none, or the other way round."""
        cleaned = super().clean()
        if cleaned.get("admin_role"):
            if cleaned.get("post_office") or cleaned.get("unit"):
                raise ValidationError({"admin_role": self.fields["admin_role"].help_text})
            return cleaned
        office, unit = self.office or cleaned.get("post_office"), cleaned.get("unit")
        if office is None:
            raise ValidationError({"post_office": "请选择这个人任职的办公室，或选择管理角色。"})
        if cleaned.get("role"):
            at_office = cleaned["role"] in Membership.OFFICE_ROLES
            if at_office == bool(unit) and "unit" not in self.errors:
                raise ValidationError({"unit": self.fields["unit"].help_text})
        if unit and unit.office_id != office.pk:
            raise ValidationError({"unit": f"“{unit}”不属于这个办公室。"})
        return cleaned


class AccountForm(OfficeForm):
    """An account that exists."""

    by = None  # the acting person, set by the admin

    def clean(self):
        """Say in a sentence what the services would refuse."""
        cleaned = super().clean()
        if "is_active" in self.changed_data and not cleaned.get("is_active"):
            self._ask("is_active", lambda: refuse_switch_off(self.instance, self.by))
        if "admin_role" in self.changed_data:
            held = User.objects.get(pk=self.instance.pk)
            self._ask(
                "admin_role",
                lambda: roles.refuse_change(user=held, role=cleaned.get("admin_role", ""), by=self.by),
            )
        return cleaned

    def _ask(self, field, question):
        try:
            question()
        except ValidationError as error:
            self.add_error(field, error)
