"""Binds a request to the membership under which the person acts, and its writes to one act of the history."""

from units import history

SESSION_KEY = "membership"


class ActingMembershipMiddleware:
    """Set ``request.member`` (None for strangers) from the choice kept in the session."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        user = request.user
        if user.is_authenticated:
            chosen = request.session.get(SESSION_KEY)
            if chosen:
                own = user.memberships.current().select_related("office", "unit").filter(pk=chosen).first()
                if own:
                    user.acting = own
            request.member = user.acting
        else:
            request.member = None
        with history.act(request.META.get("REMOTE_ADDR", "")):
            return self.get_response(request)
