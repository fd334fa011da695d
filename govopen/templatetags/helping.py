"""The way to 帮助, from wherever one is."""

from django import template

from govopen.manuals.places import help_address
from govopen.words import HINTS

register = template.Library()


@register.simple_tag(takes_context=True)
def help_here(context) -> str:
    """Return the address of the place in the manuals that speaks of this page."""
    request = context["request"]
    match = request.resolver_match
    return help_address(request.user, getattr(request, "member", None), match.url_name or "" if match else "")


@register.inclusion_tag("parts/hint.html")
def hint(word) -> dict:
    """Draw what a word of the field means, folded. KeyError for one that nobody explained."""
    return {"word": word, "meaning": HINTS[word]}
