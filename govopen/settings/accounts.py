"""Passwords, log-in, sessions, links, second factor. docs/operations.md says what each variable means."""

from datetime import timedelta

import environ

env = environ.Env()

# "asvs": long passwords that last; "djbh": the classified protection scheme (等保), complex ones that are changed.
GOVOPEN_PASSWORD_PROFILE = env("GOVOPEN_PASSWORD_PROFILE", default="asvs")
AUTH_PASSWORD_VALIDATORS = [{"NAME": "units.accounts.passwords.ProfileValidator"}]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]

# Whom to believe about the visitor's address: a number of hops, or addresses and networks with commas.
GOVOPEN_TRUSTED_PROXIES = env("GOVOPEN_TRUSTED_PROXIES", default="")

GOVOPEN_LOGIN_FAILURES = env.int("GOVOPEN_LOGIN_FAILURES", default=5)  # for one name from one address
GOVOPEN_NAME_FAILURES = env.int("GOVOPEN_NAME_FAILURES", default=50)  # for one name from everywhere
GOVOPEN_LOCK_MINUTES = env.int("GOVOPEN_LOCK_MINUTES", default=30)
GOVOPEN_LOGINS_PER_MINUTE = env.int("GOVOPEN_LOGINS_PER_MINUTE", default=100)  # from one address

GOVOPEN_API_PER_MINUTE = env.int("GOVOPEN_API_PER_MINUTE", default=120)  # questions with one key of the read API
GOVOPEN_API_WRONG_PER_MINUTE = env.int("GOVOPEN_API_WRONG_PER_MINUTE", default=30)  # wrong keys from one address

GOVOPEN_IDLE_MINUTES = env.int("GOVOPEN_IDLE_MINUTES", default=30)
GOVOPEN_SESSION_HOURS = env.int("GOVOPEN_SESSION_HOURS", default=12)
GOVOPEN_POLLING_VIEWS = env.list(
    "GOVOPEN_POLLING_VIEWS", default=["import_progress", "mail_test_state"]
)  # view names whose requests are nobody's doing

GOVOPEN_SETUP_LINK_HOURS = env.int("GOVOPEN_SETUP_LINK_HOURS", default=72)
GOVOPEN_RESET_LINK_MINUTES = env.int("GOVOPEN_RESET_LINK_MINUTES", default=30)
GOVOPEN_ANSWER_LINK_DAYS = env.int("GOVOPEN_ANSWER_LINK_DAYS", default=14)  # after the letter that carries it
GOVOPEN_TOTP_FOR_CLERKS = env.bool("GOVOPEN_TOTP_FOR_CLERKS", default=False)  # administrators always need it

LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "login"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "units.accounts.backend.AccountBackend"]

# In the database: a flushed cache must neither unlock nor log out.
SESSION_ENGINE = "django.contrib.sessions.backends.db"
# Our own rules end a session (units/accounts/sessions.py) and can say why; the cookie lasts a little longer.
SESSION_COOKIE_AGE = int(timedelta(hours=GOVOPEN_SESSION_HOURS + 1).total_seconds())
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"

AXES_HANDLER = "units.accounts.lockout.Handler"
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_FAILURE_LIMIT = "units.accounts.lockout.failure_limit"
AXES_COOLOFF_TIME = "units.accounts.lockout.lock_time"
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False  # else whoever goes on trying locks the owner out for ever
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_CALLABLE = "units.accounts.lockout.locked_answer"
AXES_CLIENT_IP_CALLABLE = "units.accounts.address.counted_address"
AXES_USERNAME_CALLABLE = "units.accounts.lockout.name_key"
AXES_SENSITIVE_PARAMETERS = ["username", "ip_address", "csrfmiddlewaretoken", "next"]
AXES_ENABLE_ADMIN = False  # units/admin/security.py has a page for it
AXES_VERBOSE = False

OTP_TOTP_ISSUER = "政务公开工作平台"
OTP_TOTP_THROTTLE_FACTOR = 0  # ten wrong codes lock (units/accounts/totp.py), no growing delays
