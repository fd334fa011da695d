"""Addresses of the room."""

from django.contrib.auth.views import LogoutView
from django.urls import path

from units import views

urlpatterns = [
    path("login/", views.LoginView.as_view(), name="login"),
    path("logout/", LogoutView.as_view(), name="logout"),
    path("password/", views.PasswordChangeView.as_view(), name="password"),
    path("desk/", views.switch_desk, name="switch_desk"),
]
