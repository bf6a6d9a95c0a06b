"""Signing up, and one's own profile."""

from allauth.core import context
from django import forms
from django.http import HttpRequest
from django.utils import timezone

from accounts.models import User, one_line
from mlsafety_course.timekit import ZONES

ZONE_CHOICES = [(name, name.replace("_", " ")) for name in ZONES]


def zone_of_browser() -> str:
    """What the visitor's browser said on an earlier page, by the name in our list (Asia/Kolkata for Asia/Calcutta)."""
    return getattr(context.request, "reader_zone", "UTC")


class SignupForm(forms.Form):
    """What allauth's sign-up asks beside e-mail and password."""

    full_name = forms.CharField(max_length=200, validators=[one_line], help_text="As it should stand on a certificate.")
    name_to_use = forms.CharField(
        max_length=100,
        validators=[one_line],
        required=False,
        help_text="What we call you. Leave empty for your full name.",
    )
    zone = forms.ChoiceField(
        label="Time zone",
        choices=ZONE_CHOICES,
        initial=zone_of_browser,
        widget=forms.Select(attrs={"data-guess-zone": ""}),
        help_text="Every time we show you is in this zone.",
    )

    field_order = ["full_name", "name_to_use", "email", "zone", "password1"]

    def signup(self, request: HttpRequest, user: User) -> None:
        """Called by allauth when the account is made."""
        for name in ("full_name", "name_to_use", "zone"):
            setattr(user, name, self.cleaned_data[name])
        user.joined_at = timezone.now()
        user.save()


class ProfileForm(forms.ModelForm[User]):
    zone = forms.ChoiceField(
        label="Time zone",
        choices=ZONE_CHOICES,
        help_text="Every time we show you is in this zone.",
        error_messages={"invalid_choice": "Choose a time zone from the list."},
    )

    class Meta:
        model = User
        fields = ["full_name", "name_to_use", "zone"]
        help_texts = {
            "full_name": "As it should stand on a certificate. We compare it with the name a stipend is paid to.",
            "name_to_use": "What we call you. Leave empty for your full name.",
        }
