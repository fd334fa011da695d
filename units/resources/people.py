"""People and their roles as a table: one row, one person in one role. Accounts come into being without a password."""

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils import timezone
from import_export.fields import Field

from units.history import record
from units.models import Membership, User
from units.resources.base import ChoiceWidget, RegisterResource, TextWidget, YesWidget
from units.resources.registers import Names
from units.services import appoint, set_head

ROLE = ChoiceWidget(Membership.Role, "已知的角色")


class UnitWidget(TextWidget):
    """The unit of a role. People of the office stand under one in the sheet, but their role belongs to the office."""

    names: Names

    def clean(self, value, row=None, **kwargs):
        """Return the unit, or None for a role at the office."""
        unit = self.names.unit(value) if value else None
        if _role(row) in Membership.OFFICE_ROLES:
            return None
        if unit is None:
            raise ValueError("没有填写单位。")
        return unit


class MembershipResource(RegisterResource):
    """Current roles, told by log-in name, role and unit. A person's name and address follow the sheet."""

    required = ("登录名", "姓名", "角色", "单位")
    key = ("登录名", "角色", "单位")

    username = Field("user__username", "登录名", TextWidget())
    name = Field("user__name", "姓名", TextWidget())
    role = Field("role", "角色", ROLE)
    unit = Field("unit", "单位", UnitWidget())
    email = Field("user__email", "邮箱", TextWidget())
    is_head = Field("is_head", "主要负责人", YesWidget())  # a sheet without the column leaves it as it is

    class Meta(RegisterResource.Meta):
        model = Membership
        fields = export_order = ("username", "name", "role", "unit", "email", "is_head")
        import_id_fields = ("username",)

    def prepare(self, dataset):
        """Read units, roles and accounts."""
        self.fields["unit"].widget.names = Names(self.office)
        logins = {str(name).strip() for name in dataset["登录名"]}
        self.users = {user.username: user for user in User.objects.filter(username__in=logins)}
        self.stored = {login: (user.name, user.email) for login, user in self.users.items()}
        held = Membership.objects.filter(user__in=self.users.values())
        self.shared = set(held.exclude(office=self.office).values_list("user_id", flat=True))
        self.own = set(held.filter(office=self.office).values_list("user_id", flat=True))
        now = current(held.filter(office=self.office)).select_related("user", "unit")
        self.heads = {member.pk: member.is_head for member in now}
        self.members = {(member.user.username, member.role, member.unit_id): member for member in now}

    def get_instance(self, instance_loader, row):
        """Return the role the person holds now, if it is the one of the row."""
        try:
            unit = self.fields["unit"].widget.clean(row["单位"], row)
        except ValueError:
            return None
        member = self.members.get((str(row["登录名"]).strip(), _role(row), unit.pk if unit else None))
        if member:
            member.user = self.users[member.user.username]
        return member

    def init_instance(self, row=None):
        """Return a new role for the person of the row, who may be new too."""
        login = str(row["登录名"]).strip()
        return Membership(office=self.office, user=self.users.setdefault(login, User(username=login)))

    def check(self, instance, errors):
        """Check the account with the role: it must be new, or the office's own."""
        user = instance.user
        if user.pk and (user.is_superuser or user.admin_role or user.pk not in self.own):
            errors["user__username"] = f"登录名“{user.username}”已经有人在用，请换一个。"
        elif user.pk in self.shared and self.stored.get(user.username) != (user.name, user.email):
            errors["user__name"] = "这个人同时在其他办公室任职，姓名和邮箱请系统管理员修改。"
        else:
            try:
                user.full_clean(exclude=["password"])
            except ValidationError as error:
                for name, found in error.error_dict.items():
                    errors.setdefault(f"user__{name}", found)
        return {"user"}

    def before_save_instance(self, instance, row, **kwargs):
        """Store the account first."""
        user = instance.user
        old = self.stored.get(user.username, ("", ""))
        changes = {
            label: [was, now] for label, was, now in zip(("姓名", "邮箱"), old, (user.name, user.email), strict=True)
        }
        changes = {label: pair for label, pair in changes.items() if pair[0] != pair[1]}
        if user.pk is None:
            user.set_unusable_password()
            changes = {"登录名": ["", user.username], **changes}
        if changes:
            verb = "导入修改" if user.pk else "导入新增"
            user.save()
            record(verb, user, by=self.by, at=self.at, office=self.office, changes=changes)
        self.stored[user.username] = (user.name, user.email)
        self.own.add(user.pk)
        instance.user = user

    def do_instance_save(self, instance, is_create):
        """Give the role through the service, which also opens the admin to people of the office."""
        if is_create:
            given = {"user": instance.user, "office": self.office, "unit": instance.unit, "role": instance.role}
            instance.pk = appoint(**given, is_head=instance.is_head, by=self.by, at=self.at).pk
            instance._state.adding = False
        elif instance.is_head != self.heads[instance.pk]:
            set_head(member=instance, is_head=instance.is_head, by=self.by, at=self.at)

    def after_import_row(self, row, row_result, **kwargs):
        """Write nothing more: account and role have their entries already."""

    def filter_export(self, queryset, **kwargs):
        """Leave out who has gone, so that the sheet can be imported again."""
        return current(queryset).select_related("user", "unit")


def current(members):
    """Return those that have not ended, whether they have begun or not."""
    return members.filter(Q(to_on=None) | Q(to_on__gte=timezone.localdate()))


def _role(row):
    try:
        return ROLE.clean(row["角色"])
    except ValueError:
        return None
