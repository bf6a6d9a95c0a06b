"""What a visitor types to hear of the next round."""

from django import forms


class InterestForm(forms.Form):
    """An address, whosever it is: the mail to it asks."""

    email = forms.EmailField(label="Your e-mail address", widget=forms.EmailInput(attrs={"autocomplete": "email"}))
