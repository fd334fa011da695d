"""Calling a service for the person at the page, and saying what came of it."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.utils import timezone

from units.refusals import Refused
from units.seen import ChangedMeanwhile


def attempt(request, act, done="", form=None, field=None, **values):
    """Do the act as the person, now, and return what it returns; None when it was refused, which is said.

    done is the sentence for when it worked; where it depends on the outcome, the caller says it. A form that is given
    takes the refusal as an error of its own (of its field), so that it can be shown again with what was typed; and what
    somebody else wrote meanwhile, as its ``theirs``.
    """
    try:
        result = act(by=request.user, at=timezone.now(), **values)
    except (Refused, ValidationError) as refusal:
        for sentence in refusal.messages if isinstance(refusal, ValidationError) else [str(refusal)]:
            if form is None:
                messages.error(request, sentence)
            else:
                form.add_error(field, sentence)
        if form is not None and isinstance(refusal, ChangedMeanwhile):
            form.theirs = refusal.theirs
        return None
    if done:
        messages.success(request, done)
    return result
