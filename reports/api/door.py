"""What every question passes: only reading, no unknown parameter; and what every answer carries."""

import hashlib
from functools import wraps

from django.http import JsonResponse
from django.utils.cache import get_conditional_response, patch_cache_control, patch_vary_headers

from reports.api.errors import NOT_THERE

READING = ("GET", "HEAD")


def door(view, known):
    """Return view behind the door. known() are the names of the parameters it understands; None: it is open to all.

    No log-in on the portal counts here, and no cookie is looked at.
    """

    @wraps(view)
    def guarded(request, *args, **kwargs):
        if request.method not in READING:
            response = problem(405, "只能读取：请用 GET 或 HEAD。")
            response.headers["Allow"] = ", ".join(READING)
            return response
        asked, request.method = request.method, "GET"  # the library has a view for each method; Django sends no body
        try:
            response = _unknown(request, known()) or view(request, *args, **kwargs)
        finally:
            request.method = asked
        return _finished(request, response)

    guarded.login_required = False
    guarded.csrf_exempt = True  # nothing is changed, and no cookie lets anybody in
    return guarded


def problem(status: int, sentence: str) -> JsonResponse:
    """Return a refusal as the API says it."""
    return JsonResponse({"detail": sentence}, status=status, json_dumps_params={"ensure_ascii": False})


def nothing_here(request, rest=""):
    """The answer for every other address below the API's."""
    return problem(404, NOT_THERE)


def _unknown(request, known):
    """Return the refusal of a parameter that is not known or stands twice, None if all are understood."""
    for name, values in request.GET.lists():
        if name not in known:
            return problem(
                400, f"没有参数 {name[:40]}。" + (f"可用的有：{'、'.join(sorted(known))}。" if known else "")
            )
        if len(values) > 1:
            return problem(400, f"参数 {name} 写了不止一次。")
    return None


def _finished(request, response):
    """Add what lets a program ask again cheaply: the hash of the answer, and that it is nobody else's."""
    patch_vary_headers(response, ["Authorization"])
    if response.status_code != 200:
        patch_cache_control(response, private=True, no_store=True)
        return response
    patch_cache_control(response, private=True, no_cache=True)
    etag = f'"{hashlib.sha256(response.content).hexdigest()[:32]}"'
    response.headers["ETag"] = etag
    return get_conditional_response(request, etag=etag, response=response)
