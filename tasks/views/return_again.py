"""A return that was not accepted: the answer and the form once more, with what was typed."""

from django.shortcuts import render

from tasks.views.going_back import wanted


def return_again(request, report, form, *, back: tuple[str, str], button: str):
    """Show it. back is where the way leads if the page named none: address and name of the page; button who gets it."""
    address, name = back
    context = {"report": report, "form": form, "refused": True, "back": name, "button": button}
    context["next"] = wanted(request) or address
    return render(request, "tasks/return_again.html", context, status=422)
