"""Who may log in with a password."""

from django.contrib.auth.backends import ModelBackend


class AccountBackend(ModelBackend):
    """Accounts that are switched on. A superuser would stand above the three administrators, so none comes in."""

    def user_can_authenticate(self, user):
        """Return whether the account may log in at all."""
        return super().user_can_authenticate(user) and not user.is_superuser
