"""The office sets when and whom it reminds, and sees beforehand what that changes; and the same for one plan."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from reminders.comparing import compare
from reminders.forecast import Reading
from reminders.models import PlanTiming, ReminderPolicy
from reminders.post import held_words, server_state
from reminders.rule_changes import plan_timing_save, rules_save, sending_switch, timing_mark
from reminders.rule_forms import TIMING, PlanTimingForm
from reminders.rule_page import RuleForms
from reminders.rules import Rules
from reminders.stage_words import timing_words
from tasks.models import Plan
from units.access import office_required
from units.acting import attempt

PREVIEW = "reminders/_preview.html"


@require_http_methods(["GET", "POST"])
@office_required
def reminder_rules(request):
    """All rules of the office. ``save`` saves, ``switch`` stops or resumes all mail; anything else shows a preview."""
    office, at = request.member.office, timezone.now()
    if request.method == "POST" and not request.member.manages:
        raise PermissionDenied
    if "switch" in request.POST:
        on = request.POST["switch"] == "on"
        done = "已恢复发送提醒。" if on else "已停止发送：在恢复之前，这个办公室的邮件都不会发出。"
        attempt(request, sending_switch, done, office=office, on=on)
        return redirect("reminder_rules")
    forms = RuleForms(office, Rules(office).today(at), request.POST if request.method == "POST" else None)
    valid = request.method == "POST" and forms.is_valid()
    if valid and "save" in request.POST:
        values = {"office": office, "seen": forms.policy.seen, **forms.values()}
        if (changed := attempt(request, rules_save, form=forms.policy, **values)) is not None:
            messages.success(request, "提醒规则已保存，马上起作用。" if changed else "没有改动。")
            return redirect("reminder_rules")
        valid = False
    context = {
        "forms": forms,
        "sending": forms.sending,
        "held": held_words(server_state()),
        "comparison": _comparison(office, at, forms) if valid else None,
        "has_errors": request.method == "POST" and not valid,
    }
    return _answer(request, "reminders/rules.html", context)


def _comparison(office, at, forms):
    reading = Reading(office, at)
    return compare(reading.forecast(), reading.forecast(forms.rules(), forms.pauses.rows(office)))


@require_http_methods(["GET", "POST"])
@office_required
def plan_reminders(request, pk):
    """The steps of one plan: those of the office, or its own."""
    plan = get_object_or_404(Plan.objects.visible_to(request.user).select_related("office"), pk=pk)
    if request.method == "POST" and not request.member.manages:
        raise PermissionDenied
    at = timezone.now()
    saved, policy = PlanTiming.objects.filter(plan=plan).first(), Rules(plan.office).policy
    form = _plan_form(plan, policy, saved, request.POST if request.method == "POST" else None)
    valid = request.method == "POST" and form.is_valid()
    if valid and "save" in request.POST:
        values = {"plan": plan, "seen": form.seen, "values": form.values}
        if (changed := attempt(request, plan_timing_save, form=form, **values)) is not None:
            messages.success(request, "本文件的提醒步骤已保存。" if changed else "没有改动。")
            return redirect("plan_reminders", pk=pk)
        valid = False
    timing = form.instance if valid and form.values is not None else policy
    context = {
        "plan": plan,
        "form": form,
        "own": saved,
        "office_words": timing_words(policy),
        "comparison": _plan_comparison(plan, at, timing) if valid else None,
        "has_errors": request.method == "POST" and not valid,
    }
    return _answer(request, "reminders/plan_rules.html", context)


def _plan_form(plan, policy: ReminderPolicy, saved, data) -> PlanTimingForm:
    """Return the form, filled with the plan's own steps, or with the office's to start from."""
    instance = saved or PlanTiming(plan=plan, **{name: getattr(policy, name) for name in TIMING})
    source = PlanTimingForm.OWN if saved else PlanTimingForm.OFFICE
    form = PlanTimingForm(data, instance=instance, initial={"source": source})
    form.shown = timing_mark(saved)
    return form


def _plan_comparison(plan, at, timing):
    reading = Reading(plan.office, at)
    return compare(reading.forecast(), reading.forecast(Rules(plan.office, timings={plan.pk: timing})))


def _answer(request, template, context):
    """Return the page, or only its preview for whoever types with htmx."""
    if request.htmx:
        return render(request, PREVIEW, context)
    return render(request, template, context, status=422 if context["has_errors"] else 200)
