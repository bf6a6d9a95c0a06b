"""Every setting, from the environment (12-factor). README has the table of variables."""

from pathlib import Path
from urllib.parse import urlsplit

import django_stubs_ext
import environ
from cryptography.fernet import Fernet
from csp.constants import NONE, SELF
from django.conf import global_settings
from django.core.exceptions import ImproperlyConfigured

from accounts.wording import ACCOUNT_FORMS, MFA_FORMS  # noqa: F401 - allauth reads them from here
from mlsafety_course import logs

django_stubs_ext.monkeypatch()  # so that ModelForm[User] and the like exist when the program runs

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()
VAR_DIR = Path(env.str("VAR_DIR", default=str(BASE_DIR / "var")))
env.read_env(VAR_DIR / "run.env")  # written by `make run`; the real environment wins


def required(name: str, how: str) -> str:
    """The variable, or a sentence that says which one is missing and how to set it."""
    value: str = env.str(name, default="")
    if not value:
        raise ImproperlyConfigured(f"{name} is not set. {how}")
    return value


SECRET_KEY = required("SECRET_KEY", "Set it to a long random string, and keep it secret.")
BASE_URL = required("BASE_URL", "Set it to the address people use, such as https://course.example.org.").rstrip("/")
CONTACT_EMAIL = required("CONTACT_EMAIL", "Set it to an address that is read: every page and mail names it.")
KEYS = required("FIELD_KEYS", "Set it to one Fernet key, or several with the newest first, divided by commas.")
FIELD_KEYS = [key.strip() for key in KEYS.split(",")]
try:
    [Fernet(key) for key in FIELD_KEYS]
except ValueError as error:
    raise ImproperlyConfigured(
        "FIELD_KEYS holds a key that is not a Fernet key (32 bytes in URL-safe base64)."
    ) from error
DEPLOYMENT_ID = env.str("DEPLOYMENT_ID", default=urlsplit(BASE_URL).netloc)

DEBUG = False
IS_SECURE = BASE_URL.startswith("https://")
IS_LOCAL = urlsplit(BASE_URL).hostname in {"localhost", "127.0.0.1"}
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[urlsplit(BASE_URL).hostname])
CSRF_TRUSTED_ORIGINS = [BASE_URL]

INSTALLED_APPS = [
    "applications",
    "stipends",
    "curriculum",
    "cohorts",
    "accounts",
    "mlsafety_course.home",
    "mlsafety_course.outbox",
    "crispy_forms",
    "crispy_bootstrap5",
    "django_htmx",
    "lucide",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "csp",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
]

MIDDLEWARE = [
    "mlsafety_course.middleware.received_at",
    "mlsafety_course.middleware.readable_address",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "mlsafety_course.middleware.compressed",  # below WhiteNoise, whose files are compressed when they are collected
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "mlsafety_course.middleware.own_copy",
    "mlsafety_course.middleware.reader_zone",
    "mlsafety_course.middleware.lost_race",
]

ROOT_URLCONF = "mlsafety_course.urls"
WSGI_APPLICATION = "mlsafety_course.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "mlsafety_course.home.context.page",
            ],
        },
    }
]

# Data
DATABASES = {"default": env.db("DATABASE_URL", default=f"sqlite:///{VAR_DIR / 'db.sqlite3'}")}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 10,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
    }
else:
    DATABASES["default"] |= {"CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = env.str("REDIS_URL", default="")
CACHE_URL = env.str("CACHE_URL", default=f"{REDIS_URL.removesuffix('/0')}/1" if REDIS_URL else "")
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": CACHE_URL,
        "KEY_PREFIX": "mlsafety",
    }
    if CACHE_URL
    else {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "cache"}
}

MEDIA_ROOT = Path(env.str("MEDIA_ROOT", default=str(VAR_DIR / "media")))
FILE_UPLOAD_PERMISSIONS = 0o600
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
LARGEST_REQUEST = 27 * 1024 * 1024  # 25 MB of files and the words of a form; the proxy in front takes 30 MB
FILE_UPLOAD_HANDLERS = ["mlsafety_course.uploading.CutOff", *global_settings.FILE_UPLOAD_HANDLERS]

# Static files
STATIC_URL = "/static/"
STATIC_ROOT = Path(env.str("STATIC_ROOT", default=str(VAR_DIR / "static")))
STATICFILES_DIRS = [BASE_DIR / "static"]
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "mlsafety_course.bootstrap_files.BootstrapFinder",
]
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
WHITENOISE_ROOT = BASE_DIR / "deploy" / "root"  # robots.txt: certificates carry names and are not for search engines
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": env.str("STATICFILES_STORAGE", default="whitenoise.storage.CompressedManifestStaticFilesStorage")
    },
}

# People
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("UserAttributeSimilarityValidator", "MinimumLengthValidator", "CommonPasswordValidator")
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "after_login"
ACCOUNT_ADAPTER = "accounts.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_SIGNUP_FORM_CLASS = "accounts.forms.SignupForm"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_USER_DISPLAY = "accounts.models.name_to_show"
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED = True
ACCOUNT_PASSWORD_RESET_BY_CODE_TIMEOUT = ACCOUNT_EMAIL_VERIFICATION_BY_CODE_TIMEOUT = 900
ACCOUNT_REAUTHENTICATION_TIMEOUT = 900
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_SESSION_REMEMBER = ACCOUNT_EMAIL_NOTIFICATIONS = ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXY_COUNT", default=0)
MFA_ADAPTER = "accounts.adapter.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Intro to ML Safety"

# Transport
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = IS_SECURE
SECURE_HSTS_SECONDS = 31_536_000 if IS_SECURE else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = IS_SECURE
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
if ALLAUTH_TRUSTED_PROXY_COUNT:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SESSION_COOKIE_AGE = 14 * 24 * 3600
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

# Mail
EMAIL_URL = env.str("EMAIL_URL", default="")
if EMAIL_URL:
    vars().update(env.email_url("EMAIL_URL"))
    EMAIL_TIMEOUT = 20
else:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_FILE_PATH = str(VAR_DIR / "mail")
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.str("FROM_EMAIL", default=f"Intro to ML Safety <{CONTACT_EMAIL}>")

# Celery: where its messages go and how often its clock ticks; the other options stand in celery.py
CELERY_BROKER_URL = env.str("BROKER_URL", default=REDIS_URL or "memory://")
TICK_SECONDS = env.float("TICK_SECONDS", default=5.0)

# Payments: the epoch is raised by whoever restores a backup; PayPal's API is offered where its address is set
PAYOUT_EPOCH = env.int("PAYOUT_EPOCH", default=1)
PAYPAL_BASE_URL = env.str("PAYPAL_BASE_URL", default="").rstrip("/")
PAYPAL_CLIENT_ID, PAYPAL_SECRET = env.str("PAYPAL_CLIENT_ID", default=""), env.str("PAYPAL_SECRET", default="")
STIPEND_YEARLY_THRESHOLD = env.int("STIPEND_YEARLY_THRESHOLD", default=2000)  # approvers are warned above it
STIPEND_HOME_COUNTRY = env.str("STIPEND_HOME_COUNTRY", default="US")  # and of a first payment out of it

# The rest
LANGUAGE_CODE = "en"
TIME_ZONE = "UTC"
USE_I18N = False
CRISPY_ALLOWED_TEMPLATE_PACKS = CRISPY_TEMPLATE_PACK = "bootstrap5"
TRUSTED_REQUEST_START_HEADER = env.str("TRUSTED_REQUEST_START_HEADER", default="")
SILENCED_SYSTEM_CHECKS = [] if IS_SECURE else ["security.W004", "security.W008", "security.W012", "security.W016"]
LOGGING = logs.to_stderr(env.str("LOG_LEVEL", default="INFO"))
if SENTRY_DSN := env.str("SENTRY_DSN", default=""):
    import sentry_sdk  # an extra: only where it is configured

    sentry_sdk.init(dsn=SENTRY_DSN, send_default_pii=False)
