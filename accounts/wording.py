"""What allauth's forms and refusals say, in our words: what happened, what is kept, what to do next."""

ACCOUNT_REFUSALS = {
    "account_inactive": "This account is closed. Write to us if you think it should be open.",
    "cannot_remove_primary_email": "You sign in with this address, so it stays. Choose another one first.",
    "duplicate_email": "This is your address already.",
    "email_password_mismatch": "This address and this password do not belong together. Check both, then try again.",
    "email_taken": "An account with this address exists already. Sign in with it, or use another address.",
    "enter_current_password": "This is not the password you have now. Nothing was changed.",
    "incorrect_code": "This code is not right, or it has run out. Compare it with the newest mail.",
    "incorrect_password": "This is not your password. Nothing was changed. Try again.",
    "invalid_or_expired_key": "This link has run out. Ask for a new one.",
    "invalid_login": "We cannot sign you in with this. Check what you typed, then try again.",
    "invalid_password_reset": "This code has run out. Your old password still works. Ask for a new code.",
    "max_email_addresses": "An account has %d addresses at most. Confirm or forget the one that is waiting first.",
    "too_many_login_attempts": "That was tried too often. Nothing was changed. Wait five minutes, then start again.",
    "unknown_email": "There is no account with this address.",
    "unverified_primary_email": "Confirm this address first, by the code we mail there.",
    "same_as_current": "This is the address we have mailed already. Type another one.",
    "rate_limited": "That was asked for a moment ago. Nothing was changed. Wait a minute, then try again.",
}
FACTOR_REFUSALS = {
    "add_email_blocked": "While an authenticator app is set up, no address can be added. Nothing was changed.",
    "cannot_delete_authenticator": "A password alone must not take the app away. Show that you hold it: type its code.",
    "cannot_generate_recovery_codes": "Recovery codes come with an authenticator app. Set up the app first.",
    "incorrect_code": "This code is not right, or its 30 seconds are over. Type the one that the app shows now.",
    "unverified_email": "One of your addresses is not confirmed. Type the code we mailed there, then set up the app.",
}
LABELS = {
    "login": "E-mail address",
    "email": "E-mail address",
    "password": "Password",
    "oldpassword": "Password now",
    "code": "Code",
}
CHOOSING_HELP = (
    "At least 8 characters. Not your name or address, and none that many people use. A few words in a row do well."
)

_FORMS = "accounts.sign_in_forms"
ACCOUNT_FORMS = {
    "login": f"{_FORMS}.LoginForm",
    "signup": f"{_FORMS}.SignupForm",
    "add_email": f"{_FORMS}.AddEmailForm",
    "change_email": f"{_FORMS}.ChangeEmailForm",
    "change_password": f"{_FORMS}.ChangePasswordForm",
    "set_password": f"{_FORMS}.SetPasswordForm",
    "reset_password": f"{_FORMS}.ResetPasswordForm",
    "reset_password_from_key": f"{_FORMS}.ResetPasswordKeyForm",
    "reauthenticate": f"{_FORMS}.ReauthenticateForm",
    "confirm_email_verification_code": f"{_FORMS}.ConfirmEmailForm",
    "confirm_password_reset_code": f"{_FORMS}.ConfirmPasswordResetForm",
}
MFA_FORMS = {
    "authenticate": f"{_FORMS}.AuthenticateForm",
    "reauthenticate": f"{_FORMS}.ProveForm",
    "activate_totp": f"{_FORMS}.ActivateForm",
}
