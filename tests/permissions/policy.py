"""Who may ask what of which address: one line a route. A route without a line fails the build.

Roles in "get" and "post" are those the view lets in; others get 403. None: the method is not for this address (405).
"kind" names the object in the address: another office's is not there (404). "unit_owned": neither is another unit's.
"""

from dataclasses import dataclass

CLERK, LEADER, LIAISON, CHIEF = "clerk", "office_leader", "liaison", "unit_leader"
OFFICE = frozenset([CLERK, LEADER])
UNIT = frozenset([LIAISON, CHIEF])
ALL = OFFICE | UNIT
CLERKS = frozenset([CLERK])
LIAISONS = frozenset([LIAISON])
CHIEFS = frozenset([CHIEF])


@dataclass(frozen=True)
class Line:
    """What one route allows."""

    get: frozenset | None = None
    post: frozenset | None = None
    kind: str = ""
    more: tuple = ()  # further arguments of the address: names of objects, or plain values
    unit_owned: bool = False
    host_owned: bool = False  # everybody in the office reads it, only the host unit's liaison and the clerk write
    needs: str = ""  # what the walk does not send; without it nothing is found (404)
    public: bool = False


def read(roles, kind="", *more, **fields):
    """A page to look at."""
    return Line(get=roles, kind=kind, more=more, **fields)


def act(roles, kind="", *more, **fields):
    """A button."""
    return Line(post=roles, kind=kind, more=more, **fields)


def form(roles, kind="", *more, **fields):
    """A page with a form that is sent to the same address."""
    return Line(get=roles, post=roles, kind=kind, more=more, **fields)


POLICY = {
    "login": Line(public=True),
    "second_step": Line(public=True),
    "forgot_password": Line(public=True),
    "account_link": Line(public=True),
    "choose_password": Line(public=True),
    "answer_link": Line(public=True),
    "govopen.views.admin_login": Line(public=True),
    "home": Line(get=ALL, post=ALL),
    "manuals": read(ALL),
    "manual": read(ALL, "", "office"),
    # who looks after the machine; tests/operations/test_probes.py
    "live": Line(public=True),
    "ready": Line(public=True),
    "metrics": Line(public=True),
    "logout": act(ALL),
    "password": form(ALL),
    "admin_password": form(ALL),
    "unsaved": form(ALL),
    "switch_desk": act(ALL, needs="one of the person's own memberships"),
    # a unit
    "my_tasks": read(UNIT),
    "assignment": Line(get=ALL, post=LIAISONS, kind="assignment", unit_owned=True),
    "assignment_receive": act(LIAISONS, "assignment", unit_owned=True),
    "extension_ask": act(LIAISONS, "assignment", unit_owned=True),
    "no_news": act(LIAISONS, "assignment", unit_owned=True),
    "autosave": act(LIAISONS, "assignment", unit_owned=True),
    "leader_queue": read(CHIEFS),
    "tasks_undo": act(ALL),  # the offer belongs to who did the act, in that role
    "report_pass": act(CHIEFS, "report"),
    "report_send_back": act(CHIEFS, "report"),
    "evidence_file": read(ALL, "evidence", unit_owned=True),
    "instruction_reply": act(LIAISONS, "assignment", "instruction", unit_owned=True),
    "my_mail": read(UNIT),
    "my_letter": read(UNIT, "mail", needs="a letter to the person"),
    # the office and its plans
    "overview": read(OFFICE),
    "overview_year": read(OFFICE, "", 2026),
    "first_steps_hide": act(CLERKS),
    "progress": read(OFFICE),
    "burden": read(OFFICE),
    "report_settings": form(CLERKS),
    "ranking": read(OFFICE, needs="the office asked for it"),
    "circular": read(OFFICE),
    "circular_paper": read(OFFICE),
    "quarter_close": act(CLERKS, "", 2026, 1),
    "progress_year": read(OFFICE, "", 2026),
    "plan_list": read(ALL),
    "plan": read(ALL, "plan"),
    "matrix": read(OFFICE, "plan"),
    "plan_workbook": read(OFFICE, "plan"),
    "plan_ledger": read(ALL, "plan"),
    "plan_lines": read(ALL, "plan"),
    "unit_ledger": read(OFFICE, "unit", 2026),
    "unit_notice": form(CLERKS, "unit"),
    "evidence_list": read(OFFICE, "", 2026),
    "my_ledger": read(UNIT),
    "my_evidence_list": read(UNIT),
    "plan_history": read(OFFICE, "plan"),
    "plan_act": read(OFFICE, "plan", "act"),
    "plan_issue": act(CLERKS, "plan"),
    "plan_rules": act(CLERKS, "plan"),
    "plan_close": act(CLERKS, "plan"),
    "plan_roll_forward": act(CLERKS, "plan"),
    "plan_forward": read(OFFICE, "plan"),
    "plan_link": act(CLERKS, "plan"),
    "plan_names": form(CLERKS, "plan"),
    "task_new": form(CLERKS, "draft"),
    "task_edit": form(CLERKS, "draft", "draft_task"),
    "task_drop": act(CLERKS, "draft", "draft_task"),
    "task_restore": act(CLERKS, "draft", "draft_task", needs="a task of last year's plan"),
    "task_lineage": form(CLERKS, "plan", "task"),
    "unit_change": form(CLERKS, "unit"),
    "assignment_list": read(OFFICE),
    "assignment_act": act(CLERKS, "assignment", "cancel"),
    "assignment_reassign": act(CLERKS, "assignment"),
    "instruction_give": act(OFFICE, "assignment"),
    "history": read(OFFICE),
    "history_act": read(OFFICE, "act"),
    "review_queue": read(OFFICE),
    "api_tokens": form(CLERKS),
    "api_token_revoke": act(CLERKS, "api_token"),
    "accept_many": form(CLERKS),
    "report_accept": act(CLERKS, "report"),
    "report_return": act(CLERKS, "report"),
    "chase": form(CLERKS),
    "chase_one": form(CLERKS, "assignment"),
    "chase_activities": form(CLERKS),
    "chase_activity": form(CLERKS, "activity"),
    "extension_decide": act(CLERKS, "extension"),
    "find": read(ALL),
    # activities
    "activities": read(ALL),
    "activity_year": read(ALL, "", 2026),
    "activity": Line(get=ALL, post=LIAISONS | CLERKS, kind="activity", host_owned=True),
    "activity_held": act(LIAISONS | CLERKS, "activity", host_owned=True),
    "activity_table": read(ALL, "", 2026),
    "activity_month": read(ALL, "", 2026, 6),
    "activity_waiting": read(OFFICE, "", 2026),
    "activity_announcement": Line(get=ALL, post=LIAISONS | CLERKS, kind="activity", host_owned=True),
    "activity_move": form(CLERKS, "activity"),
    "activity_act": act(CLERKS, "activity", "cancel"),
    "activity_undo": act(ALL, "activity"),  # the offer belongs to who did the act, in that role
    "suggestion_add": act(LIAISONS | CLERKS, "activity", host_owned=True),
    "suggestion_answer": act(LIAISONS | CLERKS, "activity", "suggestion", host_owned=True),
    "suggestion_remove": act(LIAISONS | CLERKS, "activity", "suggestion", host_owned=True),
    "schedule": form(CLERKS, "schedule"),
    "schedule_issue": act(CLERKS, "schedule"),
    "schedule_forward": act(CLERKS, "schedule"),
    "schedule_workbook": read(OFFICE, "schedule"),
    "schedule_word": read(OFFICE, "schedule"),
    "activity_pictures": act(LIAISONS | CLERKS, "activity", host_owned=True),
    "activity_picture": read(ALL, "activity", "picture"),
    "activity_picture_remove": act(LIAISONS | CLERKS, "activity", "picture", host_owned=True),
    "public_picture": Line(public=True),  # tests/calendar_events/test_pictures.py
    "calendar_subscription": form(ALL),
    "calendar_subscription_revoke": act(ALL),
    "calendar_feed": Line(public=True),  # who has the address reads it: tests/calendar_events/test_feeds.py
    "public_office": Line(public=True),
    "public_year": Line(public=True),
    "public_calendar": Line(public=True),
    "public_activities": Line(public=True),
    "public_activity_year": Line(public=True),
    # other systems: who has a key of an office reads what is its own, tests/reports/api
    "api:office": Line(public=True),
    "api:plans": Line(public=True),
    "api:plan": Line(public=True),
    "api:tasks": Line(public=True),
    "api:assignments": Line(public=True),
    "api:activities": Line(public=True),
    "api:units": Line(public=True),
    "api:openapi": Line(public=True),
    "api_nothing": Line(public=True),
    # imports
    "import_start": form(CLERKS),
    "import_template": read(CLERKS),
    "import_schedule_template": read(CLERKS),
    "import_batch": read(CLERKS, "batch"),
    "import_progress": read(CLERKS, "batch"),
    "import_recognised": form(CLERKS, "batch"),
    "import_questions": form(CLERKS, "batch"),
    "import_preview": form(CLERKS, "batch"),
    "import_apply": act(CLERKS, "batch"),
    "import_discard": act(CLERKS, "batch"),
    "import_restore": act(CLERKS, "batch"),
    "import_result": read(CLERKS, "batch"),
    "import_undo": act(CLERKS, "batch"),
    # mail
    "mail_list": read(OFFICE),
    "mail": read(OFFICE, "mail"),
    "mail_ahead": read(OFFICE),
    "reminder_rules": Line(get=OFFICE, post=CLERKS),
    "plan_reminders": Line(get=OFFICE, post=CLERKS, kind="plan"),
    "workdays_now": Line(get=OFFICE, post=CLERKS),
    "workdays": Line(get=OFFICE, post=CLERKS, more=(2026,)),
    "mail_runs": read(OFFICE),
    "mail_test": act(CLERKS),
    "mail_test_state": read(CLERKS),
    "assignment_mail": read(ALL, "assignment", unit_owned=True),
    "activity_mail": read(ALL, "activity", unit_owned=True),
}
