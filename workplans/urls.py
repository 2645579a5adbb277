"""The addresses of work plans. A plan is known by its network's code and its year ("2023-24")."""

from django.urls import include, path

import core.addresses  # noqa: F401 - the years in them
from workplans.views import action_forms, actions, changes, exports, leads, lists, plans, rolling

app_name = "workplans"


# Numbers are as the paper has them, "3/4" among them, so a number may hold a slash: what follows it is asked first.
actions_of_a_plan = [
    path("<path:number>/update/", actions.update, name="action_update"),
    path("<path:number>/move-date/", actions.move_date, name="action_move_date"),
    path("<path:number>/edit/", action_forms.edit_action, name="action_edit"),
    path("<path:number>/steps/<int:step>/", actions.step, name="action_step"),
    path("<path:number>/", actions.action, name="action"),
]

one_plan = [
    path("", plans.plan, name="plan"),
    path("bulk-update/", plans.bulk_update, name="plan_bulk_update"),
    path("edit/", changes.edit_plan, name="plan_edit"),
    path("agree/", changes.agree, name="plan_agree"),
    path("close/", changes.close, name="plan_close"),
    path("reopen/", changes.reopen, name="plan_reopen"),
    path("roll-over/", rolling.roll_over, name="plan_roll_over"),
    path("export/<str:kind>/", exports.export, name="plan_export"),
    path("add-objective/", changes.add_objective, name="objective_add"),
    path("objectives/<path:number>/", changes.edit_objective, name="objective_edit"),
    path("add-action/", action_forms.add_action, name="action_add"),
    path("actions/", include(actions_of_a_plan)),
]

urlpatterns = [
    path("plans/", lists.plan_list, name="plan_list"),
    path("plans/open/", changes.open_plan, name="plan_open"),
    path("plans/all.csv", exports.export_all, name="plans_export"),
    path("plans/<slug:network>/<fy:year>/", include(one_plan)),
    path("networks/<slug:network>/leads/", leads.lead_list, name="lead_list"),
    path("networks/<slug:network>/leads/<int:pk>/", leads.edit_lead, name="lead_edit"),
    path("networks/<slug:network>/leads/<int:pk>/merge/", leads.merge, name="lead_merge"),
    path("my-actions/", lists.my_actions, name="my_actions"),
    path("actions/", lists.action_list, name="action_list"),
    path("overdue/", lists.overdue_list, name="overdue_list"),
]
