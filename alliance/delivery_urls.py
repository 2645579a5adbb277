"""The addresses of delivery plans and what hangs on them: alliance, year, and what of it."""

from django.urls import include, path

import core.addresses  # noqa: F401 - the years in them
from alliance.views import (
    deliverables,
    delivery_dashboard,
    delivery_exports,
    delivery_grid,
    delivery_plans,
    milestones,
    money,
    returns,
)

app_name = "delivery"

# Numbers are as the paper has them, so one may hold a slash: what follows it is asked first.
deliverables_of_a_plan = [
    path("<path:number>/edit/", deliverables.edit_deliverable, name="deliverable_edit"),
    path("<path:number>/add-milestone/", deliverables.add_milestone, name="milestone_add"),
    path("<path:number>/measures/", deliverables.edit_measures, name="measures_edit"),
    path("<path:number>/comments/", deliverables.comment, name="comment_add"),
    path("<path:number>/comments/<int:pk>/", deliverables.resolve, name="comment_resolve"),
    path("<path:number>/actions/", deliverables.link_actions, name="deliverable_actions"),
    path("<path:number>/", deliverables.deliverable, name="deliverable"),
]

milestones_of_a_plan = [
    path("", delivery_grid.grid, name="grid"),
    path("bulk-update/", delivery_grid.bulk_update, name="milestones_bulk_update"),
    path("<int:pk>/", milestones.milestone, name="milestone"),
    path("<int:pk>/update/", milestones.update, name="milestone_update"),
    path("<int:pk>/move/", milestones.move, name="milestone_move"),
    path("<int:pk>/edit/", milestones.edit, name="milestone_edit"),
    path("<int:pk>/close/", milestones.close, name="milestone_close"),
    path("<int:pk>/parts/<int:part>/", milestones.part, name="milestone_part"),
]

one_return = [
    path("", returns.one_return, name="return"),
    path("due-date/", returns.change_date, name="return_date"),
    path("sign-off/", returns.sign, name="return_sign"),
    path("correct/", returns.correct, name="return_correct"),
    path("export/<str:kind>/", returns.export, name="return_export"),
    path("workstreams/<int:pk>/", returns.commentary, name="return_commentary"),
]

money_of_a_plan = [
    path("", money.money, name="money"),
    path("allocate/", money.allocate, name="money_allocate"),
    path("history/", money.history, name="money_history"),
    path("export/<str:kind>/", money.export, name="money_export"),
    path("deliverables/<path:number>/q<int:quarter>/", money.record_spend, name="money_record"),
    path("deliverables/<path:number>/", money.deliverable, name="money_deliverable"),
]

one_plan = [
    path("", delivery_plans.plan, name="plan"),
    path("dashboard/", delivery_dashboard.dashboard, name="dashboard"),
    path("edit/", delivery_plans.edit_plan, name="plan_edit"),
    path("timetable/", delivery_plans.timetable, name="plan_timetable"),
    path("becomes/<slug:state>/", delivery_plans.reach, name="plan_reach"),
    path("reopen/", delivery_plans.reopen, name="plan_reopen"),
    path("add-workstream/", delivery_plans.add_workstream, name="workstream_add"),
    path("workstreams/<int:pk>/", delivery_plans.edit_workstream, name="workstream_edit"),
    path("add-deliverable/", deliverables.add_deliverable, name="deliverable_add"),
    path("deliverables/", include(deliverables_of_a_plan)),
    path("milestones/", include(milestones_of_a_plan)),
    path("money/", include(money_of_a_plan)),
    path("export/<slug:kind>/", delivery_exports.export, name="plan_export"),
    path("returns/", returns.returns, name="returns"),
    path("returns/open/", returns.open_return, name="return_open"),
    path("returns/q<int:quarter>/v<int:version>/", include(one_return)),
]

urlpatterns = [
    path("", delivery_plans.plan_list, name="plan_list"),
    path("my-milestones/", milestones.mine, name="my_milestones"),
    path("open/", delivery_plans.open_plan, name="plan_open"),
    path("<slug:alliance>/", delivery_dashboard.of_alliance, name="of_alliance"),
    path("<slug:alliance>/<fy:year>/", include(one_plan)),
]
