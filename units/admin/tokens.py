"""The keys of other systems: to look at, and to revoke. They are made on the office's own page (units.views.tokens)."""

from django.contrib import admin
from django.utils import timezone
from unfold.decorators import action, display

from units.admin.confirm import confirm
from units.admin_base import CHANGE, ReadOnlyAdmin
from units.models import ApiToken
from units.tokens import token_revoke


@admin.register(ApiToken)
class ApiTokenAdmin(ReadOnlyAdmin):
    """Which systems may read, and since when they have not."""

    list_display = ("name", "state", "valid_until", "last_used_on", "created_at")
    list_select_related = ("office",)
    search_fields = ("name",)
    search_help_text = "按使用方查找"
    fields = readonly_fields = (
        "office",
        "name",
        "state",
        "valid_until",
        "last_used_on",
        "created_at",
        "created_by",
        "revoked_at",
    )
    actions_detail = ["revoke"]

    def has_act_permission(self, request, object_id=None):
        """Let revoke who may change registers: the office's clerk, the system administrator."""
        return self.rights(request) == CHANGE

    @action(description="停用", url_path="revoke", permissions=["act"])
    def revoke(self, request, object_id):
        """Let the key open nothing any more."""

        def act(token):
            revoked = token_revoke(token=token, by=request.user, at=timezone.now())
            return "令牌已停用。" if revoked else "令牌早已停用。"

        text = "用这个令牌的系统随即不能再读取；需要恢复时，由办公室重新生成。"
        return confirm(self, request, "停用接口令牌", self.get_object(request, object_id), {"text": text}, act)

    @display(description="状态", label={"有效": "success", "已到期": "warning", "已停用": "danger"})
    def state(self, token):
        """Return whether the key opens today."""
        if token.revoked_at:
            return "已停用"
        return "已到期" if token.valid_until < timezone.localdate() else "有效"
