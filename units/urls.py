"""Addresses of the room."""

from django.contrib.auth.views import LogoutView
from django.urls import path

from units.views import desk, history, links, login, passwords, second_step, tokens, unsaved

urlpatterns = [
    path("login/", login.LoginView.as_view(), name="login"),
    path("login/code/", second_step.second_step, name="second_step"),
    path("logout/", LogoutView.as_view(), name="logout"),
    path("password/", passwords.PasswordChangeView.as_view(), name="password"),
    path("password/forgot/", links.forgot_password, name="forgot_password"),
    path("password/choose/", links.choose_password, name="choose_password"),
    path("password/link/<str:token>/", links.account_link, name="account_link"),
    path("desk/", desk.switch_desk, name="switch_desk"),
    path("unsaved/", unsaved.unsaved_form, name="unsaved"),
    path("api-tokens/", tokens.api_tokens, name="api_tokens"),
    path("api-tokens/<int:pk>/revoke/", tokens.api_token_revoke, name="api_token_revoke"),
    path("history/", history.history_list, name="history"),
    path("history/<uuid:act>/", history.history_act, name="history_act"),
]
