"""The two sets of rules for passwords, of which a setting chooses one."""

from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured


@dataclass(frozen=True, slots=True)
class Profile:
    """One set of rules."""

    length: int
    kinds: int  # of lower case, upper case, digits, others
    kept: int  # last passwords that may not come back
    lasts: timedelta | None


PROFILES = {
    "asvs": Profile(length=12, kinds=1, kept=0, lasts=None),
    "djbh": Profile(length=8, kinds=3, kept=5, lasts=timedelta(days=90)),
}


def profile() -> Profile:
    """Return the rules that hold; raises ImproperlyConfigured if the setting names none."""
    try:
        return PROFILES[settings.GOVOPEN_PASSWORD_PROFILE]
    except KeyError:
        raise ImproperlyConfigured(f"GOVOPEN_PASSWORD_PROFILE must be one of: {', '.join(PROFILES)}") from None
