"""Calling a service for the person at the page, and saying what came of it."""

from django.contrib import messages
from django.utils import timezone

from tasks.services.errors import ActRefused


def attempt(request, act, done="", form=None, **values):
    """Do the act as the person, now, and return what it returns; None when it was refused, which is said.

    done is the sentence for when it worked; where it depends on the outcome, the caller says it. A form that is given
    takes the refusal as an error of its own, so that it can be shown again with what was typed.
    """
    try:
        result = act(by=request.user, at=timezone.now(), **values)
    except ActRefused as refusal:
        if form is None:
            messages.error(request, str(refusal))
        else:
            form.add_error(None, str(refusal))
        return None
    if done:
        messages.success(request, done)
    return result
