"""The addresses of govopen and one that does nothing: what every signed-in page costs before it begins."""

from django.http import HttpResponse
from django.urls import path

from govopen.urls import handler400, handler403, handler404, handler500  # noqa: F401
from govopen.urls import urlpatterns as ours


def trivial(request):
    """Say one word to whoever is signed in."""
    return HttpResponse("好")


urlpatterns = [path("trivial/", trivial), *ours]
