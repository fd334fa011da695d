"""What every request passes: its act in the history, the rules of sessions, the membership, what an account still owes."""

from django.conf import settings
from django.http import FileResponse, HttpResponseRedirect
from django.shortcuts import redirect, render, resolve_url
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme, urlencode

from units import history, scope
from units.accounts import passwords, sessions, totp, unsaved
from units.accounts.address import client_address

SESSION_KEY = "membership"
WHILE_DUE = {"password", "logout", "admin:logout"}  # views that stay open while a new password is due


class ScopeMiddleware:
    """Refuse queries on the rows of offices that do not say of which, until the last part of the answer is out."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        with scope.watched():
            answer = self.get_response(request)
        if answer.streaming and not isinstance(answer, FileResponse):  # a file asks the database for nothing
            answer.streaming_content = _watched(answer.streaming_content)
        return answer


def _watched(parts):
    parts = iter(parts)
    while True:
        with scope.watched():  # for each part: between them this thread may do other things
            part = next(parts, None)
        if part is None:
            return
        yield part


class ActMiddleware:
    """Bind what a request writes to one act of the history, with the visitor's address."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        with history.act(client_address(request)):
            return self.get_response(request)


class SessionRulesMiddleware:
    """Log out who was away too long or logged in too long ago, and say so; note that the others are there."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.over = None
        if request.user.is_authenticated:
            row = sessions.find(request)
            request.over = sessions.why_over(row, request.user, timezone.now())
            request.login_session = row
            if request.over:
                self.log_out(request)
        elif unsaved.KEY_WAS in request.session:
            request.over = sessions.Over(request.session[unsaved.KEY_WAS]["over"])  # a second form of the same visitor
        elif settings.SESSION_COOKIE_NAME in request.COOKIES and request.session.session_key is None:
            request.over = sessions.Over.ENDED  # the cookie is of a session that was ended on the server
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        """Lead to the log-in page with the reason; what was sent is kept. Note who is there."""
        if request.user.is_authenticated:
            if request.resolver_match.view_name not in settings.GOVOPEN_POLLING_VIEWS:
                sessions.touch(request.login_session, timezone.now())
            return None
        if request.over is None or not getattr(view, "login_required", True):
            return None
        if request.headers.get("HX-Request"):  # a part of a page that is still open: nothing may take its place
            return render(request, "parts/logged_out.html")
        kept = request.method == "POST" and unsaved.keep(request, timezone.now())
        query = {"next": came_from(request), "over": request.over} | ({"kept": 1} if kept else {})
        return HttpResponseRedirect(f"{resolve_url(settings.LOGIN_URL)}?{urlencode(query)}")

    def log_out(self, request):
        """End the log-in here and on the server; remember whose it was, for what that person may send yet."""
        was = request.user.pk
        sessions.leave(request)
        unsaved.remember(request, was, request.over)


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
        return self.get_response(request)


class AccountGateMiddleware:
    """Let nobody pass who has not shown the second factor, and lead who must change the password to that page."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        """Send away, or nothing."""
        user, name = request.user, request.resolver_match.view_name
        if not user.is_authenticated or name in ("logout", "admin:logout"):
            return None
        if totp.is_needed(user) and not user.is_verified():
            sessions.leave(request)  # the log-in page lets nobody in like this; another way in must not either
            return redirect(settings.LOGIN_URL)
        return redirect("password") if passwords.is_due(user, timezone.now()) and name not in WHILE_DUE else None


def came_from(request) -> str:
    """Return the page to come back to: the one asked for, or the one on which the form stood."""
    if request.method in ("GET", "HEAD"):
        return request.get_full_path()
    page = request.META.get("HTTP_REFERER", "")
    if not url_has_allowed_host_and_scheme(page, {request.get_host()}, require_https=request.is_secure()):
        return resolve_url(settings.LOGIN_REDIRECT_URL)
    return "/" + page.split("/", 3)[3] if page.count("/") > 2 else "/"
