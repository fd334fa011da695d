"""Log-in, the switch between desks, and the password."""

from django.contrib import messages
from django.contrib.auth import views as auth_views
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse_lazy
from django.views.decorators.http import require_POST

from units.middleware import SESSION_KEY


class LoginView(auth_views.LoginView):
    """The log-in page."""

    template_name = "registration/login.html"
    redirect_authenticated_user = True


class PasswordChangeView(auth_views.PasswordChangeView):
    """Change one's own password."""

    template_name = "registration/password.html"
    success_url = reverse_lazy("home")

    def form_valid(self, form):
        """Say that it worked."""
        messages.success(self.request, "密码已修改。")
        return super().form_valid(form)


@require_POST
def switch_desk(request):
    """Act under another of one's own memberships from now on."""
    chosen = request.POST.get("membership", "")
    own = request.user.memberships.current()
    member = get_object_or_404(own, pk=int(chosen) if chosen.isascii() and chosen.isdecimal() else 0)
    request.session[SESSION_KEY] = member.pk
    return redirect("home")
