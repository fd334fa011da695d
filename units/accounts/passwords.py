"""Which passwords are good enough, how long they last, and the one way to set one."""

import unicodedata
from functools import lru_cache

from django.contrib.auth.hashers import check_password
from django.contrib.auth.password_validation import CommonPasswordValidator, validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from units.accounts import sessions
from units.accounts.profiles import PROFILES, profile
from units.accounts.trail import note
from units.models import PasswordHistory

PRODUCT = ("govopen", "政务公开", "zwgk", "zhengwugongkai")
SHORTEST_WORD = 3  # of a log-in name or a part of an address that must not stand in the password; Chinese: two


HISTORY_KEPT = max(profile.kept for profile in PROFILES.values())
FEWEST_CHARACTERS = 5  # different ones: aaaaaaaaaaaa is long and no password


def is_due(user, at) -> bool:
    """Return whether user must choose a new password before anything else: it is too old, or somebody else chose it."""
    lasts = profile().lasts
    if lasts is None or not user.has_usable_password():
        return False
    return user.password_changed_at is None or at - user.password_changed_at > lasts


def set_password(*, user, raw, by, at, verb="修改密码", keep_session=None) -> None:
    """Give user the password raw, write it down, and end the sessions of the account but the one named.

    Raises ValidationError with a sentence for each rule that raw breaks.
    """
    validate_password(raw, user)
    with transaction.atomic():
        user.set_password(raw)
        user.save(update_fields=["password"])
        sessions.end_all(user, keep=keep_session)
        note(verb, user, by=by, at=at)


class ProfileValidator:
    """The rules as Django asks for them: in forms, commands and wherever else a password is checked."""

    def validate(self, password, user=None):
        """Raise ValidationError with one sentence for each rule that password breaks."""
        rules, said = profile(), []
        if len(password) < rules.length:
            said.append(f"密码至少{rules.length}个字符，现在是{len(password)}个。")
        if kinds(password) < rules.kinds:
            said.append(f"密码须包含大写字母、小写字母、数字、符号中的至少{rules.kinds}种。")
        if len(set(password)) < FEWEST_CHARACTERS or is_common(password):
            said.append("这个密码太常见，容易被猜到，请换一个。")
        if word := contained(password, user):
            said.append(f"密码里不能有姓名、登录名、单位或平台的名称（“{word}”）。")
        if user is not None and user.pk and was_used(password, user, rules.kept):
            said.append(f"不能使用最近{rules.kept}次用过的密码。")
        if said:
            raise ValidationError(said)

    def password_changed(self, password, user=None):
        """Remember the hash and the moment. Django calls this whenever a new password was saved, on whatever way."""
        at = timezone.now()
        user.password_changed_at = at
        type(user).objects.filter(pk=user.pk).update(password_changed_at=at)
        PasswordHistory.objects.create(user=user, password=user.password, set_at=at)
        kept = user.passwords.values_list("pk", flat=True)[:HISTORY_KEPT]
        user.passwords.exclude(pk__in=list(kept)).delete()

    def get_help_text(self):
        """Return the rules in a sentence."""
        rules = profile()
        parts = [f"至少{rules.length}个字符"]
        if rules.kinds > 1:
            parts.append(f"包含大写字母、小写字母、数字、符号中的至少{rules.kinds}种")
        parts.append("不含姓名、登录名和单位名称，也不是常见密码")
        if rules.kept:
            parts.append(f"不与最近{rules.kept}次用过的相同")
        last = f"，每{rules.lasts.days}天更换一次" if rules.lasts else ""
        return "，".join(parts) + last + "。"


def kinds(password: str) -> int:
    """Return how many of lower case, upper case, digits and other characters there are."""
    tests = (str.islower, str.isupper, str.isdigit)
    found = {next((n for n, test in enumerate(tests) if test(char)), len(tests)) for char in password}
    return len(found)


def is_common(password: str) -> bool:
    """Return whether password is on Django's list of the 20,000 most common, also with digits or signs at its end."""
    try:
        for form in {password, password.rstrip("0123456789!@#$%^&*.?_-")} - {""}:
            _common().validate(form)
    except ValidationError:
        return True
    return False


@lru_cache(maxsize=1)
def _common() -> CommonPasswordValidator:
    return CommonPasswordValidator()  # it reads its list from disk, so once


def contained(password: str, user) -> str:
    """Return the name that stands in password, of the person, the unit, the office or the product; else ""."""
    found = _fold(password)
    return next((word for word in (*PRODUCT, *_names(user)) if _fold(word) in found), "")


def was_used(password: str, user, kept: int) -> bool:
    """Return whether password is the present one or one of the last kept ones of user."""
    if not kept:
        return False
    hashes = {user.password, *user.passwords.values_list("password", flat=True)[:kept]}
    return any(check_password(password, encoded) for encoded in hashes)


def _names(user):
    if user is None:
        return
    parts = [user.name, user.username, *user.email.partition("@")[0].split(".")]
    if user.pk:
        for member in user.memberships.select_related("unit", "office"):
            places = (member.office.name, member.office.short_name, member.office.region)
            parts += places + ((member.unit.name, member.unit.short_name) if member.unit else ())
    for word in parts:
        if len(word) >= (SHORTEST_WORD if word.isascii() else 2):
            yield word


def _fold(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()
