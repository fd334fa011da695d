"""Who asks: the key in the header, turned into the office that reads."""

from django.conf import settings
from django.utils import timezone
from ninja.security import HttpBearer

from documents.days import long_day
from reports.api.errors import NotAnswered, no_key
from units.accounts.address import counted_address
from units.accounts.rate import seconds_to_wait
from units.readers import OfficeReader
from units.tokens import token_find, token_note_use


class OfficeKey(HttpBearer):
    """Authorization: Bearer, and the key that the office has made for the asking system."""

    def __call__(self, request) -> OfficeReader | None:
        """Return the office that reads, None without a key. The library's own way tells the log what it did not take."""
        scheme, _, token = request.headers.get(self.header, "").partition(" ")
        return self.authenticate(request, token) if scheme.lower() == self.openapi_scheme else None

    def authenticate(self, request, token) -> OfficeReader:
        """Return the office that reads.

        Raises NotAnswered: 401 for a key that opens nothing, 429 for too many questions. What was wrong with a key is
        told to who holds it, which tells nothing to who guesses.
        """
        at = timezone.now()
        key = token_find(token.strip())
        if key is None:
            _wait("api wrong", counted_address(request) or "", settings.GOVOPEN_API_WRONG_PER_MINUTE, at)
            raise no_key("令牌不对：请核对是否复制完整，或请办公室重新生成。")
        _wait("api", str(key.pk), settings.GOVOPEN_API_PER_MINUTE, at)
        today = timezone.localdate(at)
        if key.revoked_at:
            raise no_key("令牌已停用：请向办公室要新的令牌。")
        if key.valid_until < today:
            raise no_key(f"令牌已于{long_day(key.valid_until)}到期：请向办公室要新的令牌。")
        token_note_use(key, today)
        request.key = key
        return OfficeReader(key.office)


def _wait(kind, asker, limit, at) -> None:
    if seconds := seconds_to_wait(kind, asker, limit, at):
        raise NotAnswered(429, f"请求太频繁：请在{seconds}秒后再试。", {"Retry-After": str(seconds)})
