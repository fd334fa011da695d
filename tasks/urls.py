"""Addresses of the room."""

from django.urls import path, re_path

from tasks.views import (
    accepting,
    assignment,
    drafts,
    evidence,
    history,
    leader,
    lineage,
    lists,
    my_tasks,
    office_acts,
    plans,
    review,
    roll_forward,
    unit_acts,
)

urlpatterns = [
    path("my/", my_tasks.my_tasks, name="my_tasks"),
    path("plans/", plans.plan_list, name="plan_list"),
    path("plans/<int:pk>/", plans.plan_detail, name="plan"),
    path("plans/<int:pk>/issue/", plans.plan_issue_view, name="plan_issue"),
    path("plans/<int:pk>/rules/", plans.plan_rules_view, name="plan_rules"),
    path("plans/<int:pk>/close/", plans.plan_close_view, name="plan_close"),
    path("plans/<int:pk>/roll-forward/", plans.plan_roll_forward_view, name="plan_roll_forward"),
    path("plans/<int:pk>/forward/", roll_forward.plan_forward, name="plan_forward"),
    path("plans/<int:pk>/forward/link/", roll_forward.plan_link_view, name="plan_link"),
    path("plans/<int:pk>/history/", history.plan_history, name="plan_history"),
    path("plans/<int:pk>/history/<uuid:act>/", history.plan_act, name="plan_act"),
    path("plans/<int:plan_pk>/tasks/new/", drafts.task_new, name="task_new"),
    path("plans/<int:plan_pk>/tasks/<int:pk>/edit/", drafts.task_edit, name="task_edit"),
    path("plans/<int:plan_pk>/tasks/<int:pk>/drop/", drafts.task_drop_view, name="task_drop"),
    path("plans/<int:plan_pk>/tasks/<int:pk>/restore/", drafts.task_restore_view, name="task_restore"),
    path("plans/<int:plan_pk>/tasks/<int:pk>/lineage/", lineage.task_lineage, name="task_lineage"),
    path("assignments/", lists.assignment_list, name="assignment_list"),
    path("assignments/<int:pk>/", assignment.assignment_detail, name="assignment"),
    path("assignments/<int:pk>/receive/", unit_acts.assignment_receive_view, name="assignment_receive"),
    path("assignments/<int:pk>/extension/", unit_acts.extension_ask_view, name="extension_ask"),
    path("assignments/<int:pk>/no-news/", unit_acts.no_news_view, name="no_news"),
    path("assignments/<int:pk>/autosave/", unit_acts.autosave, name="autosave"),
    path(
        "assignments/<int:pk>/instructions/<int:instruction>/",
        unit_acts.instruction_reply_view,
        name="instruction_reply",
    ),
    path("assignments/<int:pk>/instructions/", office_acts.instruction_give_view, name="instruction_give"),
    path("assignments/<int:pk>/reassign/", office_acts.assignment_reassign_view, name="assignment_reassign"),
    re_path(
        r"^assignments/(?P<pk>\d+)/(?P<act>cancel|reopen|due)/$", office_acts.assignment_act, name="assignment_act"
    ),
    path("evidence/<int:pk>/", evidence.evidence_download, name="evidence_file"),
    path("review/", review.review_queue, name="review_queue"),
    path("review/accept/", accepting.accept_many, name="accept_many"),
    path("leader/", leader.leader_queue, name="leader_queue"),
    path("reports/<int:pk>/pass/", leader.report_pass_view, name="report_pass"),
    path("reports/<int:pk>/send-back/", leader.report_send_back_view, name="report_send_back"),
    path("reports/<int:pk>/accept/", review.report_accept_view, name="report_accept"),
    path("reports/<int:pk>/return/", review.report_return_view, name="report_return"),
    path("extensions/<int:pk>/decide/", review.extension_decide_view, name="extension_decide"),
]
