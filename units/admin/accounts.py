"""Accounts: the office's clerk opens those of its people, the security administrator all of them."""

from django.conf import settings
from django.contrib import admin
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.core.exceptions import ValidationError
from django.db.models import Prefetch
from django.shortcuts import redirect
from django.utils import timezone
from unfold.contrib.filters.admin import BooleanRadioFilter, ChoicesDropdownFilter
from unfold.decorators import action, display

from units.accounts import link_mails, links, roles, sessions, totp
from units.accounts.trail import note
from units.admin.account_forms import AccountForm, NewAccountForm
from units.admin.confirm import confirm
from units.admin_base import CHANGE, OfficeAdmin, Role
from units.models import Membership, User
from units.services import appoint, switch_account

BY_SERVICE = {str(User._meta.get_field(name).verbose_name) for name in ("admin_role", "is_active")}  # written there


@admin.register(User)
class UserAdmin(OfficeAdmin):
    """Accounts of people with a role in the office; for the security administrator all accounts."""

    administrators = {Role.SECURITY: CHANGE}
    office_path = "memberships__office"
    form = AccountForm
    list_display = ("name", "username", "held", "email", "is_active", "has_password", "last_login")
    list_filter = (("is_active", BooleanRadioFilter), ("admin_role", ChoicesDropdownFilter))
    search_fields = ("name", "username", "email")
    search_help_text = "按姓名、登录名、邮箱查找"
    ordering = ("username",)
    actions_detail = ["new_link", "end_sessions", "reset_code"]
    actions_list = ["mail_links"]

    def office_of(self, obj):
        """Return the office of the first role, for the history."""
        member = obj.memberships.select_related("office").order_by("pk").first()
        return member.office if member else None

    def get_list_filter(self, request):
        """Offer the administrators' roles to those who see administrators."""
        return self.list_filter if request.user.admin_role else self.list_filter[:1]

    def get_fieldsets(self, request, obj=None):
        """Return what may be filled in: an administrator's role is for the security administrator to give."""
        person = [("name", "username"), ("email", "phone")]
        whole = bool(request.user.admin_role)
        if obj is None:
            first = ["role", "unit", "from_on"]
            admins = [("管理员", {"fields": ["admin_role"]})] if whole else []
            return [
                (None, {"fields": person}),
                *admins,
                ("第一项任职", {"fields": ["post_office", *first] if whole else first}),
            ]
        state = ["is_active", "last_login", "password_changed_at"]
        return [(None, {"fields": [*person, *state, *(["admin_role"] if whole else [])]})]

    def get_readonly_fields(self, request, obj=None):
        """Keep log-in names, and what nobody changes for the own account."""
        fixed = ["last_login", "password_changed_at"] if obj else []
        if obj and not request.user.admin_role:
            fixed.append("username")
        if obj == request.user:
            fixed += ["is_active", "admin_role"]
        return fixed

    def get_form(self, request, obj=None, change=False, **kwargs):
        """Return the form of a new account or of one that exists."""
        if obj is None:
            kwargs["form"] = NewAccountForm
        form = super().get_form(request, obj, change=change, **kwargs)
        form.by = request.user
        return form

    def lookup_allowed(self, lookup, value, request):
        """Let nobody search the hashes."""
        return not lookup.startswith("password") and super().lookup_allowed(lookup, value, request)

    def has_change_permission(self, request, obj=None):
        """Leave accounts that also serve another office, and those of administrators, to the security administrator."""
        if not super().has_change_permission(request, obj) or obj is None or request.user.admin_role:
            return super().has_change_permission(request, obj)
        special = obj.admin_role or obj.is_superuser
        return not special and not obj.memberships.exclude(office=request.member.office_id).exists()

    def construct_change_message(self, request, form, formsets, add=False):
        """Leave to the services what they write down."""
        changed = super().construct_change_message(request, form, formsets, add)
        return changed if add else {name: pair for name, pair in changed.items() if name not in BY_SERVICE}

    def save_model(self, request, obj, form, change):
        """Store a new account without a password together with its role; switch, promote and demote by services."""
        by, at = request.user, timezone.now()
        if not change:
            self._open(request, obj, form.cleaned_data, at)
            return
        active, role = obj.is_active, obj.admin_role
        before = User.objects.get(pk=obj.pk)
        obj.is_active, obj.admin_role = before.is_active, before.admin_role
        super().save_model(request, obj, form, change)
        if "admin_role" in form.changed_data:
            roles.change_role(user=obj, role=role, by=by, at=at)
        if "is_active" in form.changed_data:
            switch_account(user=obj, active=active, by=by, at=at)

    def _open(self, request, obj, values, at):
        role = values.get("admin_role") or ""
        obj.admin_role = ""
        obj.set_unusable_password()
        obj.save()
        if role:
            roles.change_role(user=obj, role=role, by=request.user, at=at)
            return
        office = values.get("post_office") or request.member.office
        given = {name: values[name] for name in ("role", "unit", "from_on")}
        appoint(user=obj, office=office, by=request.user, at=at, **given)

    def response_add(self, request, obj, post_url_continue=None):
        """Go on to the link with which the person chooses a password."""
        return redirect("admin:units_user_new_link", obj.pk)

    def get_queryset(self, request):
        """Add the current roles, two queries for all rows."""
        current = Membership.objects.current().select_related("unit", "office")
        if not request.user.admin_role and request.member:
            current = current.filter(office=request.member.office_id)
        return super().get_queryset(request).prefetch_related(Prefetch("memberships", current, to_attr="now"))

    def _own(self, request):
        """Return the accounts the person may change, as has_change_permission says of each."""
        rows = self.get_queryset(request)
        if request.user.admin_role:
            return rows
        elsewhere = Membership.objects.exclude(office=request.member.office_id)
        return rows.filter(admin_role="", is_superuser=False).exclude(pk__in=elsewhere.values("user"))

    # -- buttons

    def has_link_permission(self, request, object_id=None):
        """Let give a link who may change the account."""
        return self.has_change_permission(request, self.get_object(request, object_id))

    def has_security_permission(self, request, object_id=None):
        """Let only the security administrator, and not for the own account."""
        return request.user.admin_role == Role.SECURITY and str(request.user.pk) != str(object_id)

    def has_mailing_permission(self, request, object_id=None):
        """Let mail links who may open accounts."""
        return self.has_add_permission(request)

    @action(description="生成设置密码的链接", url_path="link", permissions=["link"])
    def new_link(self, request, object_id):
        """Make a link and show it once, or have it mailed."""
        user, at = self.get_object(request, object_id), timezone.now()
        context = {"holder": user, "can_mail": bool(user.email), "hours": settings.GOVOPEN_SETUP_LINK_HOURS}
        if request.method == "POST":
            try:
                if "mail" in request.POST and user.email:
                    link_mails.ask_for_accounts([user], by=request.user, at=at)
                    context["mailed"] = True
                else:
                    context["address"] = links.issue(user=user, by=request.user, at=at)
            except ValidationError as error:
                context["refused"] = error.messages[0]
        return confirm(self, request, "设置密码的链接", user, context, template="admin/units/user/link.html")

    @action(description="结束登录会话", url_path="end-sessions", permissions=["security"])
    def end_sessions(self, request, object_id):
        """End all sessions of the account."""

        def act(user):
            count = sessions.end_all(user)
            note("结束会话", user, by=request.user, at=timezone.now())
            return f"已结束{count}个登录会话。"

        text = "这个账号在所有设备上的登录立即失效，须重新登录。"
        return confirm(self, request, "结束登录会话", self.get_object(request, object_id), {"text": text}, act)

    @action(description="重置动态口令", url_path="reset-code", permissions=["security"])
    def reset_code(self, request, object_id):
        """Forget the second factor of the account."""

        def act(user):
            totp.reset(user=user, by=request.user, at=timezone.now())
            return "动态口令已重置，下次登录时重新启用。"

        text = "用于手机丢失、更换或动态口令被锁定。请先核实本人身份；重置后下次登录须重新扫描二维码。"
        return confirm(self, request, "重置动态口令", self.get_object(request, object_id), {"text": text}, act)

    @action(description="给未设密码的账号发链接", url_path="mail-links", permissions=["mailing"])
    def mail_links(self, request):
        """Have links mailed to all who have not chosen a password yet."""
        at = timezone.now()
        waiting = links.able(self._own(request), at).filter(password__startswith=UNUSABLE_PASSWORD_PREFIX)
        reached = [user for user in waiting if user.email]

        def act(_):
            link_mails.ask_for_accounts(reached, by=request.user, at=at)
            return f"将向{len(reached)}个账号发送设置链接。"

        text = f"还没有设置密码的账号共{len(waiting)}个，其中{len(reached)}个登记了邮箱，将各收到一封邮件。"
        return confirm(self, request, "发送设置链接", None, {"text": text, "names": [u.name for u in reached]}, act)

    # -- columns

    @display(description="现任角色")
    def held(self, user):
        """Return the roles of today."""
        posts = [f"{member.unit or member.office.short_name}·{member.get_role_display()}" for member in user.now]
        return "、".join([*([user.get_admin_role_display()] if user.admin_role else []), *posts])

    @display(description="已设密码", boolean=True)
    def has_password(self, user):
        """Return whether the person has chosen a password."""
        return user.has_usable_password()
