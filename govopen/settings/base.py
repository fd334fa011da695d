"""What holds everywhere. Reads the environment and nothing else; see docs/operations.md for each variable."""

import shlex
from pathlib import Path

import environ
from celery.schedules import crontab

from govopen.settings.accounts import *  # noqa: F403
from govopen.settings.admin_site import UNFOLD as UNFOLD

env = environ.Env()

BASE_DIR = Path(__file__).resolve().parent.parent.parent
VAR_DIR = Path(
    env("GOVOPEN_VAR", default=BASE_DIR / "var")
)  # database, uploads, mail folder, queue: all that is not code

INSTALLED_APPS = [
    "govopen",  # before unfold: its templates/admin win
    "unfold",
    "unfold.contrib.filters",
    "unfold.contrib.forms",
    "unfold.contrib.import_export",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
    "django_htmx",
    "import_export",
    "axes",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "units",
    "calendar_events",
    "tasks",
    "imports",
    "reminders",
    "reports",
]

MIDDLEWARE = [
    "govopen.log_lines.RequestMiddleware",  # whatever is logged below says of which request
    "govopen.metrics.MeasureMiddleware",
    "govopen.probes.ProbeMiddleware",
    "govopen.headers.ContentSecurityPolicyMiddleware",  # static files, redirects and errors carry it too
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "units.middleware.ScopeMiddleware",  # before everything that asks the database
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_otp.middleware.OTPMiddleware",
    "units.middleware.ActMiddleware",
    "units.middleware.SessionRulesMiddleware",  # before the next: it says why the log-in page comes
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "units.middleware.ActingMembershipMiddleware",
    "units.middleware.AccountGateMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "axes.middleware.AxesMiddleware",  # last, as its checks ask
]

ROOT_URLCONF = "govopen.urls"
FORM_RENDERER = "govopen.rendering.FormRenderer"
WSGI_APPLICATION = "govopen.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "units.context.acting",
            ],
            "builtins": [f"govopen.templatetags.{name}" for name in ("wording", "refusals", "helping")],
        },
    }
]

# SQLite: IMMEDIATE because a read-then-write transaction under the default mode fails at once with "database is locked".
SQLITE_OPTIONS = {
    "timeout": 20,
    "transaction_mode": "IMMEDIATE",
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
}
DATABASES = {"default": env.db("DATABASE_URL", default=f"sqlite:///{VAR_DIR / 'govopen.sqlite3'}")}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["OPTIONS"] = SQLITE_OPTIONS
else:
    DATABASES["default"] |= {"CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True}

PG_BIN = env("GOVOPEN_PG_BIN", default="")  # folder of pg_dump, pg_restore and psql; else they are looked for on PATH

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "units.User"

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文")]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True

STATIC_URL = "static/"
STATIC_ROOT = None  # development serves from the sources; production collects
STATICFILES_DIRS = [BASE_DIR / "static", ("manuals", BASE_DIR / "docs" / "img")]
MEDIA_ROOT = VAR_DIR / "media"  # never served by address: files leave through views that ask who is asking

# Mail goes to a folder until a server is named: EMAIL_URL=smtp+tls://user:password@host:587
EMAIL_CONFIG = env.email_url("EMAIL_URL", default="filemail:///" + str(VAR_DIR / "mail").lstrip("/"))
EMAIL_BACKEND = EMAIL_CONFIG["EMAIL_BACKEND"]
EMAIL_HOST = EMAIL_CONFIG.get("EMAIL_HOST") or "localhost"
EMAIL_PORT = EMAIL_CONFIG.get("EMAIL_PORT") or 25
EMAIL_HOST_USER = EMAIL_CONFIG.get("EMAIL_HOST_USER") or ""
EMAIL_HOST_PASSWORD = EMAIL_CONFIG.get("EMAIL_HOST_PASSWORD") or ""
EMAIL_USE_TLS = EMAIL_CONFIG.get("EMAIL_USE_TLS", False)
EMAIL_USE_SSL = EMAIL_CONFIG.get("EMAIL_USE_SSL", False)
EMAIL_FILE_PATH = str(VAR_DIR / "mail")
EMAIL_TIMEOUT = 15  # seconds; Django's own default waits for ever
DEFAULT_FROM_EMAIL = env("GOVOPEN_FROM", default="政务公开工作平台 <noreply@govopen.example>")
ADDRESS_FILE = VAR_DIR / "address"  # where `up` last served
_served = ADDRESS_FILE.read_text(encoding="utf-8") if ADDRESS_FILE.exists() else "http://127.0.0.1:8000"
WEBHOOKS = env.list("GOVOPEN_WEBHOOKS", default=[])  # where group robots may post to, as https://host; none: off
SITE_URL = env("GOVOPEN_URL", default=_served).rstrip("/")  # links in mails begin with it

DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
DATA_UPLOAD_MAX_NUMBER_FILES = 20
FILE_UPLOAD_HANDLERS = [
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "govopen.uploads.PatientUploadHandler",
]
MEGABYTE = 1024 * 1024
UPLOAD_LIMIT = 20 * MEGABYTE  # of one uploaded paper
# What is larger is left to the worker. 300 kB are a workbook of 5,500 rows, read in about a second.
READ_AT_ONCE = env.int("GOVOPEN_READ_AT_ONCE_KB", default=300) * 1000
APPLY_AT_ONCE = env.int("GOVOPEN_APPLY_AT_ONCE", default=1_000)  # rows
EVIDENCE_LIMIT = env.int("GOVOPEN_EVIDENCE_MB", default=20) * MEGABYTE  # of one file
EVIDENCE_FILES = env.int("GOVOPEN_EVIDENCE_FILES", default=10)  # of one report
EVIDENCE_TASK_QUOTA = env.int("GOVOPEN_EVIDENCE_TASK_MB", default=200) * MEGABYTE  # of one unit's task
EVIDENCE_OFFICE_QUOTA = env.int("GOVOPEN_EVIDENCE_OFFICE_MB", default=20 * 1024) * MEGABYTE  # of one office
SCANNER = shlex.split(env("GOVOPEN_SCANNER", default=""))  # gets the path as its last word: 0 clean, 1 bad
SCANNER_SECONDS = 60

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SECURE_REDIRECT_EXEMPT = [r"^(live|ready|metrics)$"]  # asked on this machine, past the web server that ends TLS
CSRF_FAILURE_VIEW = "govopen.views.csrf_failure"

METRICS_FROM = env.list(
    "GOVOPEN_METRICS_FROM", default=["127.0.0.1", "::1"]
)  # addresses and networks that read /metrics
METRICS_TOKEN = env("GOVOPEN_METRICS_TOKEN", default="")  # or who knows this

REDIS_URL = env("REDIS_URL", default="")
if REDIS_URL:
    CELERY_BROKER_URL = REDIS_URL
    # A page that hints to the worker must not wait for a broker that is down: two quick tries, then the next resume.
    CELERY_BROKER_TRANSPORT_OPTIONS = {"visibility_timeout": 3600, "socket_connect_timeout": 2}
    CELERY_BROKER_TRANSPORT_OPTIONS |= {"max_retries": 1, "interval_start": 0, "interval_step": 0.2}
else:
    # One machine without Redis: the queue is a folder (govopen/broker.py says why not the stock transport).
    QUEUE_DIR = VAR_DIR / "queue"
    CELERY_BROKER_URL = "filesystem://localhost"
    CELERY_BROKER_TRANSPORT = "govopen.broker:Transport"
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(QUEUE_DIR / "messages"),
        "data_folder_out": str(QUEUE_DIR / "messages"),
        "processed_folder": str(QUEUE_DIR / "processed"),
        "control_folder": str(QUEUE_DIR / "control"),
        "polling_interval": 0.2,
    }
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_SOFT_TIME_LIMIT = 300
CELERY_TASK_TIME_LIMIT = 360
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TIMEZONE = TIME_ZONE
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR_DIR / "beat-schedule")
CELERY_BEAT_SCHEDULE = {
    # An old ring that nobody heard in time is worthless: the next one sees the same state.
    "sweep": {"task": "reminders.jobs.sweep", "schedule": 60.0, "options": {"expires": 50}},
    # Apart from the sweep, so that a fault in the one does not keep the other from its work.
    "imports": {"task": "imports.jobs.resume", "schedule": 60.0, "options": {"expires": 50}},
    "seal": {"task": "units.jobs.seal", "schedule": 60.0, "options": {"expires": 50}},
    # A night without it does no harm: the next one finds the same.
    "evidence": {
        "task": "tasks.jobs.check_evidence",
        "schedule": crontab(hour=3, minute=20),
        "options": {"expires": 12 * 3600},
    },
    "tidy": {"task": "reminders.jobs.tidy", "schedule": crontab(hour=3, minute=50), "options": {"expires": 12 * 3600}},
    "tallies": {
        "task": "tasks.jobs.tidy_tallies",
        "schedule": crontab(hour=3, minute=40),
        "options": {"expires": 12 * 3600},
    },
    "findable": {
        "task": "tasks.jobs.keep_findable",
        "schedule": crontab(hour=3, minute=45),
        "options": {"expires": 12 * 3600},
    },
}
BACKUP_DIR = env("GOVOPEN_BACKUP_DIR", default="")  # where the nightly backup goes; none without it
BACKUP_KEEP = 14
if BACKUP_DIR:
    CELERY_BEAT_SCHEDULE["backup"] = {
        "task": "govopen.jobs.backup",
        "schedule": crontab(hour=2, minute=40),
        "options": {"expires": 12 * 3600},
    }

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "filters": {"links": {"()": "govopen.log_masking.MaskLinks"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain", "filters": ["links"]}},
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {"axes": {"level": "WARNING"}},  # it speaks at every log-in
}
