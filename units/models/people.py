"""People and the roles in which they act."""

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import F, Q
from django.utils.functional import cached_property

from units.models.registers import Office, Unit
from units.querysets import MembershipQuerySet, UserManager


class User(AbstractUser):
    """A person with a login. What the person may do follows from the memberships, or from the administrator's role."""

    class AdminRole(models.TextChoices):
        """Those who look after the platform and have no part in its work. One field: no account holds two (三员分立)."""

        SYSTEM = "system", "系统管理员"
        SECURITY = "security", "安全管理员"
        AUDIT = "audit", "审计管理员"

    first_name = None
    last_name = None
    name = models.CharField("姓名", max_length=40)
    phone = models.CharField("办公电话", max_length=30, blank=True)
    admin_role = models.CharField("管理角色", max_length=8, choices=AdminRole, blank=True, default="")
    password_changed_at = models.DateTimeField("密码设置时间", null=True, blank=True, editable=False)

    REQUIRED_FIELDS = ["name", "email"]

    objects = UserManager()

    class Meta(AbstractUser.Meta):
        verbose_name = verbose_name_plural = "账号"

    def __str__(self):
        return self.name

    @cached_property
    def acting(self):
        """The membership under which the person acts: the one chosen at the desk, else the first current one."""
        return self.memberships.current().select_related("office", "unit").order_by("pk").first()

    def get_full_name(self):
        """Return the name, for Django's own pages."""
        return self.name

    def get_short_name(self):
        """Return the name, for Django's own pages."""
        return self.name


class Membership(models.Model):
    """One person in one role at an office or a unit, from–to. A hand-over ends one row and begins another."""

    class Role(models.TextChoices):
        """Roles at the office come first, roles at a unit after them."""

        OFFICE = "office", "办公室经办人"
        OFFICE_LEADER = "office_leader", "办公室领导"
        LIAISON = "liaison", "联络员"
        UNIT_LEADER = "unit_leader", "单位分管领导"

    OFFICE_ROLES = (Role.OFFICE, Role.OFFICE_LEADER)
    UNIT_ROLES = (Role.LIAISON, Role.UNIT_LEADER)

    user = models.ForeignKey(User, models.PROTECT, verbose_name="人员", related_name="memberships")
    office = models.ForeignKey(Office, models.PROTECT, verbose_name="办公室", related_name="memberships")
    unit = models.ForeignKey(
        Unit, models.PROTECT, verbose_name="单位", null=True, blank=True, related_name="memberships"
    )
    role = models.CharField("角色", max_length=16, choices=Role)
    is_head = models.BooleanField("主要负责人", default=False, help_text="本单位主要负责同志；逾期告知时可以单独告知。")
    from_on = models.DateField("任职起", null=True, blank=True)
    to_on = models.DateField(
        "任职止", null=True, blank=True, help_text="填写后次日起看不到单位的任务，也不再收到提醒。"
    )

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "人员任职"
        ordering = ["office", "role", "unit", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(role__in=("office", "office_leader"), unit__isnull=True)
                | Q(role__in=("liaison", "unit_leader"), unit__isnull=False),
                name="units_membership_unit_fits_role",
                violation_error_message="联络员和单位领导须选择单位；办公室人员不选单位。",
            ),
            models.CheckConstraint(
                condition=Q(is_head=False) | Q(role="unit_leader"),
                name="units_membership_head_leads_a_unit",
                violation_error_message="只有单位领导可以是主要负责人。",
            ),
            models.CheckConstraint(
                condition=Q(to_on__isnull=True) | Q(from_on__isnull=True) | Q(to_on__gte=F("from_on")),
                name="units_membership_ends_after_start",
                violation_error_message="任职止不能早于任职起。",
            ),
            models.UniqueConstraint(
                fields=["user", "unit", "role"],
                condition=Q(to_on__isnull=True, unit__isnull=False),
                name="units_membership_once_at_unit",
                violation_error_message="这个人在该单位已经担任这一角色。",
            ),
            models.UniqueConstraint(
                fields=["user", "office", "role"],
                condition=Q(to_on__isnull=True, unit__isnull=True),
                name="units_membership_once_at_office",
                violation_error_message="这个人在该办公室已经担任这一角色。",
            ),
        ]

    def __str__(self):
        return f"{self.user.name}（{self.unit or self.office.short_name}·{self.get_role_display()}）"

    @property
    def at_office(self) -> bool:
        """Whether the role is one of the office's own."""
        return self.role in self.OFFICE_ROLES

    @property
    def manages(self) -> bool:
        """Whether the role may issue, review and import for the office."""
        return self.role == self.Role.OFFICE

    @property
    def answers(self) -> bool:
        """Whether the role may write for its unit: the liaison does, the unit's leader looks."""
        return self.role == self.Role.LIAISON
