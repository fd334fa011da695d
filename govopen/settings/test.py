"""For the tests: everything real except the cost of a password hash."""

import os
import tempfile

if "GOVOPEN_VAR" not in os.environ:
    _var = tempfile.TemporaryDirectory(prefix="govopen-test-")  # removed when the process ends
    os.environ["GOVOPEN_VAR"] = _var.name

from .base import *  # noqa: F403

SECRET_KEY = "only-for-tests"
DEBUG = False
ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
