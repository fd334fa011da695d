"""How the units of a plan report, and whether the public sees it: an office's choice, to be changed at any time."""

from django.db import transaction

from tasks.models import Plan
from units.history import record
from units.words import yes_no

RULES = ("leader_first", "shares_lead", "is_public")


@transaction.atomic
def plan_set_rules(*, plan, by, at, **rules) -> Plan:
    """Set whether answers go to the unit's leader first, whether assisting units read the lead's, and whether everybody
    may see how far the plan is; return the plan.

    What waits for a leader already goes on waiting.
    """
    plan = Plan.objects.again(plan).select_for_update(of=("self",)).select_related("office").get()
    changes = {}
    for name in RULES:
        if name in rules and getattr(plan, name) != rules[name]:
            label = Plan._meta.get_field(name).verbose_name
            changes[label] = [yes_no(getattr(plan, name)), yes_no(rules[name])]
            setattr(plan, name, rules[name])
    if changes:
        plan.save(update_fields=RULES)
        record("设置填报规则", plan, by=by, at=at, office=plan.office, changes=changes)
    return plan
