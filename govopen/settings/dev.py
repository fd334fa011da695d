"""One machine, no set-up: `make run`. The secret is made once and kept beside the database."""

from django.core.management.utils import get_random_secret_key

from .base import *  # noqa: F403
from .base import VAR_DIR, env

DEBUG = env.bool("GOVOPEN_DEBUG", default=False)
ALLOWED_HOSTS = env.list("GOVOPEN_HOSTS", default=["127.0.0.1", "localhost", "[::1]"])
WHITENOISE_USE_FINDERS = True  # no collectstatic needed

VAR_DIR.mkdir(mode=0o700, parents=True, exist_ok=True)
_secret = VAR_DIR / "secret-key"
if not _secret.exists():
    _secret.touch(mode=0o600)
    _secret.write_text(get_random_secret_key())
SECRET_KEY = _secret.read_text()
