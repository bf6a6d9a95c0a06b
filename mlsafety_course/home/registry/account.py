"""Who a person is, how they sign in, and the mail we wrote to them."""

from mlsafety_course.home.registry.parts import Kept, Part, history

ACCOUNT = Part(
    title="Your account",
    why="So that you are one person here, from the application to the stipend, and are called by the name you choose.",
    until="Until you ask us to erase it. Then your names and address are overwritten, the account is closed, and the "
    "records below stay under “erased person” and a number.",
    models=[
        Kept(
            "accounts.User",
            name="Your profile",
            line="{full_name}, {email}",
            personal={
                "email": "your e-mail address",
                "full_name": "your full name",
                "name_to_use": "the name you want us to use",
                "zone": "your time zone",
                "last_login": "when you last signed in",
                "joined_at": "when you joined",
                "groups": "which staff roles you hold",
                "user_permissions": "which single rights you were given",
            },
            plain="public_id is_superuser is_staff is_active",
            withheld={"password": "your password, of which we keep only a scrambled form that nobody can read back"},
            person="pk",
        ),
    ],
)

SIGNING_IN = Part(
    title="Signing in",
    why="So that nobody but you comes into your account. Your browser holds a cookie with a random key while you are "
    "signed in, and another that says only your time zone. Too many attempts are counted by network address, for "
    "minutes. Our web server's list of visits leaves network addresses out.",
    until="Addresses and second factors until you remove them or your account is erased. A sign-in counts for 14 days "
    "at most, or until you sign out.",
    models=[
        Kept(
            "account.EmailAddress",
            name="Addresses to sign in with",
            line="{email}",
            personal={"email": "each e-mail address you sign in with", "verified": "whether you proved it is yours"},
            plain="user primary",
            person="user",
        ),
        Kept(
            "account.EmailConfirmation",
            name="Checks that an address is yours",
            line="{email_address}",
            personal={"sent": "when we asked you to prove it"},
            plain="created email_address",
            withheld={"key": "secret codes"},
            person="email_address__user",
            newest="created",
        ),
        Kept(
            "mfa.Authenticator",
            name="Second factors",
            line="{type}",
            personal={"type": "which second factors you use", "last_used_at": "when you last used one"},
            plain="user created_at",
            withheld={"data": "secret codes"},
            person="user",
            newest="created_at",
        ),
        Kept(
            "sessions.Session",
            plain="expire_date",
            withheld={
                "session_key": "the key in your browser's cookie",
                "session_data": "what that key opens: your account's number and what a page has to remember",
            },
        ),
    ],
)

MAIL = Part(
    title="Mail we sent you",
    why="So that you and we can see what you were told, and when, and no mail is sent twice.",
    until="One year after your cohort's last day; then address, subject and text are overwritten. The text of mail "
    "with a sign-in code goes as soon as the mail has left; so do text and address of mail to an address that was left "
    "to hear of the next round.",
    models=[
        Kept(
            "outbox.Message",
            name="Mails",
            line="{subject}",
            personal={
                "address": "the address we wrote to",
                "subject": "each mail's subject",
                "text": "its text",
                "html": "its text",
                "sent_at": "when it left",
                "error": "what your mail server answered if it refused it",
            },
            plain="public_id topic person status attempts not_before written_at claimed_at",
            withheld={
                "key": "the mark by which a mail is sent once",
                "reply_to": "the address of whoever answers your reply",
            },
            person="person",
            shown={"status": "sent"},
            newest="sent_at",
        ),
        history(
            "outbox.MessageMove",
            "How mails went",
            "subject__person",
            shown={"subject__status": "sent"},
        ),
    ],
)
