"""Addresses of the room."""

from django.contrib.auth.views import LogoutView
from django.urls import path

from units.views import history, sign_in

urlpatterns = [
    path("login/", sign_in.LoginView.as_view(), name="login"),
    path("logout/", LogoutView.as_view(), name="logout"),
    path("password/", sign_in.PasswordChangeView.as_view(), name="password"),
    path("desk/", sign_in.switch_desk, name="switch_desk"),
    path("history/", history.history_list, name="history"),
    path("history/<uuid:act>/", history.history_act, name="history_act"),
]
