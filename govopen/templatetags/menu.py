"""The registers of the admin in the groups and the order of its menu."""

from django import template
from django.conf import settings

register = template.Library()


@register.filter
def in_menu_order(app_list) -> list[dict]:
    """Return the registers of app_list (Django's, sorted by name) in groups: each with its title and models."""
    models = {model["admin_url"]: model for app in app_list for model in app["models"]}
    groups = []
    for group in settings.UNFOLD["SIDEBAR"]["navigation"]:
        found = [models[link] for item in group["items"] if (link := str(item["link"])) in models]
        if found:
            groups.append({"title": group["title"], "models": found})
    return groups
