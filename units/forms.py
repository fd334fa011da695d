"""Forms of the account."""

from django import forms
from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm, SetPasswordForm

from units.accounts.passwords import ProfileValidator


class LoginForm(AuthenticationForm):
    """Name and password; every refusal has the same words."""

    SAME = "登录名或密码不正确。请检查后重试；忘记密码可点下方链接。"
    error_messages = {"invalid_login": SAME, "inactive": SAME}


class Told:
    """Says which passwords are taken in one sentence, as the other fields are explained."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["new_password1"].help_text = ProfileValidator().get_help_text()


class ChangeForm(Told, PasswordChangeForm):
    """The old password and twice the new one."""


class ChooseForm(Told, SetPasswordForm):
    """Twice the new password."""


class ForgotForm(forms.Form):
    """The address to which a link is to go."""

    email = forms.EmailField(
        label="邮箱",
        max_length=254,
        help_text="填写办公室为您登记的邮箱。",
        widget=forms.EmailInput({"autocomplete": "email"}),
    )


class CodeForm(forms.Form):
    """Six digits of the moment."""

    code = forms.CharField(
        label="动态口令",
        max_length=20,
        help_text="手机验证器上显示的6位数字。",
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "one-time-code", "autofocus": True}),
    )
