"""Back to the page from which a form was opened, if that is one of our own."""

from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme


def wanted(request) -> str:
    """Return the address that the page asked to come back to, empty when there is none or it is not ours."""
    address = request.POST.get("next") or request.GET.get("next") or ""
    return address if url_has_allowed_host_and_scheme(address, allowed_hosts={request.get_host()}) else ""


def go_back(request, otherwise: str, anchor: str = ""):
    """Redirect to where the person came from, else to otherwise; at the row anchor, if one is named."""
    address = (wanted(request) or otherwise).partition("#")[0]
    return redirect(f"{address}#{anchor}" if anchor else address)
