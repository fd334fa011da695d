"""What must be true of an installation's accounts, said by `manage.py check` and before each `migrate`."""

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.checks import Error, Tags, register
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, connections

from units.accounts.address import check_trusted
from units.accounts.profiles import profile


@register(Tags.security)
def settings_make_sense(app_configs, **kwargs):
    """Refuse a password profile or a list of proxies that cannot be understood."""
    found = []
    try:
        profile()
    except ImproperlyConfigured as error:
        found.append(Error(str(error), id="units.E002"))
    try:
        check_trusted(settings.GOVOPEN_TRUSTED_PROXIES)
    except ValueError as error:
        found.append(Error(f"GOVOPEN_TRUSTED_PROXIES: {error}", id="units.E003"))
    return found


def _has_administrators(user) -> bool:
    connection, table = connections["default"], user._meta.db_table
    with connection.cursor() as cursor:
        known = table in connection.introspection.table_names(cursor)
        columns = connection.introspection.get_table_description(cursor, table) if known else []
    return "admin_role" in [column.name for column in columns]


@register(Tags.database)
def no_superuser(app_configs, databases=None, **kwargs):
    """Refuse an active superuser outside of debugging: it would stand above the three administrators."""
    user = get_user_model()
    if settings.DEBUG or "default" not in (databases or ()):
        return []
    try:
        if not _has_administrators(user):
            return []  # before the migration that brings them there is nobody who could take over
        names = list(user.objects.filter(is_superuser=True, is_active=True).values_list("username", flat=True))
    except DatabaseError:
        return []  # another check says why
    hint = "Open the three administrators with manage.py create_admin, then switch the superuser off."
    return [Error(f"Active superuser: {name}", hint=hint, id="units.E001") for name in names]
