"""The content security policy, on every answer."""

STRICT = (
    "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; "
    "frame-ancestors 'none'; form-action 'self'"
)
# The admin theme needs Alpine.js, which evaluates expressions; the office's daily pages do without.
ADMIN = STRICT + "; script-src 'self' 'unsafe-eval'; style-src 'self' 'unsafe-inline'"


class ContentSecurityPolicyMiddleware:
    """Forbid anything from outside and any inline script; under /admin/ allow what its theme cannot do without."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", ADMIN if request.path.startswith("/admin/") else STRICT)
        if getattr(request, "user", None) is not None and request.user.is_authenticated:
            response.headers.setdefault("Cache-Control", "private, no-store")
        if response.headers.get("Vary") == "Cookie" and "public" in response.headers.get("Cache-Control", ""):
            del response.headers["Vary"]  # the same for everybody, whoever asks
        return response
