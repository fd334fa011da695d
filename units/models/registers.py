"""The registers of an office: its units, the names they go by, and the groups a plan may address."""

from django.db import models
from django.db.models import F, Q

from documents.text import fold
from units.querysets import OfficeQuerySet, ScopedQuerySet, UnitQuerySet


class Office(models.Model):
    """The coordinating office that issues plans (政务公开主管部门). Everything else belongs to exactly one office."""

    slug = models.SlugField("代码", max_length=40, unique=True)
    name = models.CharField("全称", max_length=100, unique=True)
    short_name = models.CharField("简称", max_length=40)
    region = models.CharField(
        "行政区划名称", max_length=40, help_text="如“商河县”。用来认出“商河县财政局”即“县财政局”。"
    )
    parent = models.ForeignKey(
        "self", models.PROTECT, verbose_name="上级办公室", null=True, blank=True, related_name="children"
    )

    objects = OfficeQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "办公室"
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(parent__isnull=True) | ~Q(parent=F("id")),
                name="units_office_not_its_own_parent",
                violation_error_message="上级办公室不能是它自己。",
            )
        ]

    def __str__(self):
        return self.name


class Unit(models.Model):
    """A responsible unit as one office knows it: a bureau, a township, a section inside the office."""

    class Kind(models.TextChoices):
        """What a unit is; group phrases such as 各镇街 speak of kinds."""

        TOWN = "town", "乡镇"
        SUBDISTRICT = "subdistrict", "街道"
        COMMITTEE = "committee", "管委会"
        BUREAU = "bureau", "政府部门"
        VERTICAL = "vertical", "驻县（垂管）单位"
        INSTITUTION = "institution", "事业单位"
        PARTY = "party", "党委部门和群团"
        ENTERPRISE = "enterprise", "企业"
        SECTION = "section", "内设科室"
        OTHER = "other", "其他"

    office = models.ForeignKey(Office, models.PROTECT, verbose_name="办公室", related_name="units")
    name = models.CharField("全称", max_length=100)
    short_name = models.CharField("简称", max_length=60)
    kind = models.CharField("类别", max_length=12, choices=Kind, default=Kind.BUREAU)
    parent = models.ForeignKey("self", models.PROTECT, verbose_name="上级单位", null=True, blank=True)
    position = models.PositiveIntegerField("排序", default=0)
    active_from = models.DateField("启用日期", null=True, blank=True)
    active_to = models.DateField(
        "停用日期", null=True, blank=True, help_text="机构撤并后填写；历史任务保留在原单位名下。"
    )

    objects = UnitQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "单位"
        ordering = ["office", "position", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["office", "name"], name="units_unit_name_once", violation_error_message="这个单位已经登记过了。"
            ),
            models.UniqueConstraint(
                fields=["office", "short_name"],
                name="units_unit_short_name_once",
                violation_error_message="这个简称已经有单位在用。",
            ),
            models.CheckConstraint(
                condition=Q(active_to__isnull=True) | Q(active_from__isnull=True) | Q(active_to__gte=F("active_from")),
                name="units_unit_ends_after_start",
                violation_error_message="停用日期不能早于启用日期。",
            ),
        ]

    def __str__(self):
        return self.short_name


class UnitGroup(models.Model):
    """A phrase that means many units (各镇街, 县政府各部门单位). Its members are taken when a plan is issued."""

    office = models.ForeignKey(Office, models.PROTECT, verbose_name="办公室", related_name="unit_groups")
    name = models.CharField("名称", max_length=100)
    members = models.ManyToManyField(Unit, verbose_name="成员单位", related_name="groups", blank=True)
    is_open = models.BooleanField(
        "范围待定", default=False, help_text="如“有关部门和单位”：文件没有点名，由办公室确定成员。"
    )

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "单位组"
        ordering = ["office", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["office", "name"],
                name="units_group_name_once",
                violation_error_message="这个单位组已经登记过了。",
            )
        ]

    def __str__(self):
        return self.name


class UnitAlias(models.Model):
    """Another printed name of a unit or a group. Local papers abbreviate freely; each office keeps its own table."""

    office = models.ForeignKey(Office, models.CASCADE, verbose_name="办公室", related_name="unit_aliases")
    name = models.CharField("名称", max_length=100)
    key = models.CharField(max_length=100, editable=False)  # the name folded: what look-ups compare
    unit = models.ForeignKey(Unit, models.CASCADE, verbose_name="指单位", null=True, blank=True, related_name="aliases")
    group = models.ForeignKey(
        UnitGroup, models.CASCADE, verbose_name="指单位组", null=True, blank=True, related_name="aliases"
    )

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "单位别名"
        ordering = ["office", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["office", "key"], name="units_alias_once", violation_error_message="这个别名已经登记过了。"
            ),
            models.CheckConstraint(
                condition=Q(unit__isnull=False, group__isnull=True) | Q(unit__isnull=True, group__isnull=False),
                name="units_alias_means_one_thing",
                violation_error_message="别名要么指一个单位，要么指一个单位组。",
            ),
        ]

    def __str__(self):
        return self.name

    def clean(self):
        """Make the look-up key, so that the check for doubles sees it."""
        self.key = fold(self.name)

    def save(self, *args, **kwargs):
        """Keep the look-up key in step with the name."""
        self.clean()
        super().save(*args, **kwargs)
