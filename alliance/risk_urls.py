"""The addresses of risks and issues, by alliance and number."""

from django.urls import path

from alliance.views import issues, risk_changes, risks

app_name = "risks"

urlpatterns = [
    path("", risks.home, name="home"),
    path("<slug:alliance>/", risks.register, name="register"),
    path("<slug:alliance>/export/<str:kind>/", risks.export, name="export"),
    path("<slug:alliance>/add/", risk_changes.add, name="add"),
    path("<slug:alliance>/issues/", issues.issues, name="issues"),
    path("<slug:alliance>/issues/add/", issues.raise_issue, name="issue_add"),
    path("<slug:alliance>/issues/<int:number>/", issues.issue, name="issue"),
    path("<slug:alliance>/issues/<int:number>/edit/", issues.edit, name="issue_edit"),
    path("<slug:alliance>/issues/<int:number>/resolve/", issues.resolve, name="issue_resolve"),
    path("<slug:alliance>/issues/<int:number>/reopen/", issues.reopen, name="issue_reopen"),
    path("<slug:alliance>/<int:number>/", risks.risk, name="risk"),
    path("<slug:alliance>/<int:number>/edit/", risk_changes.edit, name="edit"),
    path("<slug:alliance>/<int:number>/score/", risk_changes.score, name="score"),
    path("<slug:alliance>/<int:number>/close/", risk_changes.close, name="close"),
    path("<slug:alliance>/<int:number>/reopen/", risk_changes.reopen, name="reopen"),
    path("<slug:alliance>/<int:number>/issue/", issues.raise_from_risk, name="issue_from"),
    path("<slug:alliance>/<int:number>/mitigations/add/", risk_changes.add_mitigation, name="mitigation_add"),
    path("<slug:alliance>/<int:number>/mitigations/<int:pk>/", risk_changes.edit_mitigation, name="mitigation_edit"),
    path("<slug:alliance>/<int:number>/mitigations/<int:pk>/done/", risk_changes.done, name="mitigation_done"),
]
