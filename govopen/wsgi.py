"""The WSGI application for waitress and gunicorn."""

import os

from django.core.wsgi import get_wsgi_application

# A server whose environment was lost must not start on an empty development database.
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "govopen.settings.production")

application = get_wsgi_application()
