"""allauth's forms with our labels and help; what they check stays theirs."""

from typing import Any, ClassVar

from allauth.account import forms as account
from allauth.mfa.base import forms as factor
from allauth.mfa.totp.forms import ActivateTOTPForm
from django import forms

from accounts.wording import CHOOSING_HELP, LABELS

SIX_DIGITS = {"inputmode": "numeric", "autocapitalize": "none"}
MAILED_CODE = {"autocapitalize": "characters", "spellcheck": "false"}


class Worded(forms.Form):
    """Comes before the form it rewords. A hint inside a field repeats its label and is gone on typing: none is kept."""

    labels: ClassVar[dict[str, str]] = {}
    helps: ClassVar[dict[str, str]] = {}
    code_attrs: ClassVar[dict[str, str]] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            field.label = {**LABELS, **self.labels}.get(name, field.label)
            field.help_text = self.helps.get(name, field.help_text)
        if "code" in self.fields:
            self.fields["code"].widget.attrs.update(self.code_attrs)


class NewPassword(Worded):
    """Asks for a new password, twice."""

    labels: ClassVar[dict[str, str]] = {"password1": "New password", "password2": "New password once more"}
    helps: ClassVar[dict[str, str]] = {"password1": CHOOSING_HELP}


class LoginForm(Worded, account.LoginForm): ...


class SignupForm(Worded, account.SignupForm):
    labels: ClassVar[dict[str, str]] = {"password1": "Password"}
    helps: ClassVar[dict[str, str]] = {"password1": CHOOSING_HELP}


class AddEmailForm(Worded, account.AddEmailForm):
    labels: ClassVar[dict[str, str]] = {"email": "New e-mail address"}


class ChangeEmailForm(Worded, account.ChangeEmailForm):
    labels: ClassVar[dict[str, str]] = {"email": "The right e-mail address"}


class ChangePasswordForm(NewPassword, account.ChangePasswordForm): ...


class SetPasswordForm(NewPassword, account.SetPasswordForm): ...


class ResetPasswordForm(Worded, account.ResetPasswordForm): ...


class ResetPasswordKeyForm(NewPassword, account.ResetPasswordKeyForm): ...


class ReauthenticateForm(Worded, account.ReauthenticateForm): ...


class ConfirmEmailForm(Worded, account.ConfirmEmailVerificationCodeForm):
    code_attrs: ClassVar[dict[str, str]] = MAILED_CODE


class ConfirmPasswordResetForm(Worded, account.ConfirmPasswordResetCodeForm):
    code_attrs: ClassVar[dict[str, str]] = MAILED_CODE


class AuthenticateForm(Worded, factor.AuthenticateForm):
    labels: ClassVar[dict[str, str]] = {"code": "Code from the app, or a recovery code"}
    code_attrs: ClassVar[dict[str, str]] = SIX_DIGITS


class ProveForm(Worded, factor.ReauthenticateForm):
    labels: ClassVar[dict[str, str]] = {"code": "Code from the app"}
    code_attrs: ClassVar[dict[str, str]] = SIX_DIGITS


class ActivateForm(Worded, ActivateTOTPForm):
    labels: ClassVar[dict[str, str]] = {"code": "Code from the app"}
    helps: ClassVar[dict[str, str]] = {"code": "Six digits. They change every 30 seconds."}
    code_attrs: ClassVar[dict[str, str]] = SIX_DIGITS
