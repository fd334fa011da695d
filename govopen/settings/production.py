"""Production: nothing secret has a default; a missing value stops the start with a sentence."""

import os
import socket

from django.core.exceptions import ImproperlyConfigured

from .base import *  # noqa: F403
from .base import BASE_DIR, LOGGING, VAR_DIR


def required(name: str) -> str:
    """Return the environment variable name, or refuse to start."""
    value = os.environ.get(name, "")
    if not value:
        raise ImproperlyConfigured(f"Set {name}: production does not start without it (docs/operations.md).")
    return value


DEBUG = False
SECRET_KEY = required("GOVOPEN_SECRET_KEY")
if len(SECRET_KEY) < 50 or len(set(SECRET_KEY)) < 5 or SECRET_KEY.startswith("django-insecure-"):
    raise ImproperlyConfigured("GOVOPEN_SECRET_KEY must be 50 or more random characters (docs/operations.md).")
SECRET_KEY_FALLBACKS = [key for key in os.environ.get("GOVOPEN_OLD_SECRET_KEYS", "").split(",") if key]
ALLOWED_HOSTS = [host.strip() for host in required("GOVOPEN_HOSTS").split(",")]
SITE_URL = required("GOVOPEN_URL").rstrip("/")
required("DATABASE_URL")
required("EMAIL_URL")
required("GOVOPEN_FROM")
CSRF_TRUSTED_ORIGINS = [SITE_URL]
GOVOPEN_TRUSTED_PROXIES = os.environ.get("GOVOPEN_TRUSTED_PROXIES", "127.0.0.1,::1")  # the web server on this host

SECURE_SSL_REDIRECT = True
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = 365 * 24 * 3600
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_SECURE = True
SESSION_COOKIE_NAME = "__Host-sessionid"
CSRF_COOKIE_SECURE = True
CSRF_COOKIE_NAME = "__Host-csrftoken"

STATIC_ROOT = BASE_DIR / "staticfiles"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

LOGGING["formatters"]["plain"] = {"()": "govopen.log_lines.JsonLines"}

# Each web process counts in a file of its own here, and any of them adds all up for /metrics. Apart for each host and
# container: they may share the data folder, but not the numbers of their processes.
METRICS_DIR = VAR_DIR / "metrics" / socket.gethostname()
os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(METRICS_DIR)
