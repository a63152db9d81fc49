"""All settings, in one file. The environment decides; every default is the safe one."""

import os
import re
from pathlib import Path
from typing import NoReturn
from urllib.parse import unquote, urlsplit
from zoneinfo import available_timezones

from csp.constants import NONCE, NONE, SELF
from django.utils.translation import gettext_lazy as _
from psycopg import ProgrammingError
from psycopg.conninfo import conninfo_to_dict

from hls_platform.broker import PLAIN, cache_settings, celery_settings, sentinels_of

BASE_DIR = Path(__file__).resolve().parent.parent

# Every environment variable this project reads, and what it means. `env` refuses any other name, and a
# test holds docker-compose.yml and docs/run.md against this table.
ENVIRONMENT = {
    "SECRET_KEY": "A long random string that signs sessions and links. Required; made for you when embedded.",
    "EARLIER_SECRET_KEYS": "Earlier values of SECRET_KEY that are still believed until everybody has come in once, separated by commas.",
    "DEBUG": "1 shows error details to whoever causes them. Never in public. Default 0.",
    "DEMO": "1 says on every page that this is a demo place and lets its e-mail be read. Default 0.",
    "PORT": "The port that `make run` listens on. Default 8000. With docker-compose.yml: the port or range on the host.",
    "PUBLIC_URL": "The address people type, for example https://learn.example.org. Used in e-mails. Default: this machine, PORT.",
    "ALLOWED_HOSTS": "Host names to answer to, separated by commas. Default: the host of PUBLIC_URL.",
    "DATABASE_URL": "PostgreSQL address for the application's role, which owns nothing.",
    "DATABASE_OWNER_URL": "PostgreSQL address for the role that owns the tables and runs migrations.",
    "DATABASE_SUPERUSER_URL": "PostgreSQL address of a superuser, for `manage.py make_roles` only.",
    "DATABASE_APP_PASSWORD": "docker-compose.yml only: the password of the application's role, letters and digits.",
    "DATABASE_OWNER_PASSWORD": "docker-compose.yml only: the password of the owner's role, letters and digits.",
    "DATABASE_SUPERUSER_PASSWORD": "docker-compose.yml only: the password of the superuser, letters and digits.",
    "DATABASE_POOL_SIZE": "Most connections a web process keeps in its pool; 0 is one for each thread. Default 0.",
    "DATABASE_POOLED": "1 when DATABASE_URL leads to PgBouncer in transaction mode. Default 0.",
    "REPLICA_URL": "PostgreSQL address of a streaming replica for reading pages, as the application's role. Default none.",
    "REDIS_URL": "Valkey or Redis address, for jobs and short-lived counters; sentinel://one,two,three/0?master=… asks sentinels.",
    "FILES_BUCKET": "Bucket of an S3-compatible store for files. Without it they are kept under LOCAL_DIR.",
    "FILES_ENDPOINT": "Address of that store, for example https://s3.example.org. Default Amazon's.",
    "FILES_REGION": "Region of that store. Default none.",
    "FILES_ACCESS_KEY": "Access key of that store. Default: what the machine was given.",
    "FILES_SECRET_KEY": "Secret key of that store.",
    "BACK_UP_KEY": "Encrypts and opens back-ups: at least 20 characters, kept apart from them. Without it they are plain.",
    "LOCAL_DIR": "Folder for what the platform writes itself: outbox, collected static files. Default .local",
    "TRUSTED_PROXIES": "How many proxies of yours stand before the platform and add to X-Forwarded-For. Default 0.",
    "SECOND_STEP_FOR_ALL": "1 asks everybody for a passkey or a code as well as the password. Default 0.",
    "BREACHED_PASSWORDS": "A file of passwords that are known to others, one a line in small letters: none of them can be chosen.",
    "SIGN_IN_SECRETS": "Client secrets of organisations' own sign-ins: slug=secret, separated by commas.",
    "PROVIDERS_INSIDE": "1 lets organisations' own sign-ins stand inside your network, and without https. Default 0.",
    "EMAIL_HOST": "SMTP server. Without it, e-mail is written to the outbox folder under LOCAL_DIR.",
    "EMAIL_PORT": "SMTP port. Default 587.",
    "EMAIL_HOST_USER": "SMTP user name.",
    "EMAIL_HOST_PASSWORD": "SMTP password.",
    "EMAIL_USE_TLS": "1 starts TLS on the SMTP connection. Default 1.",
    "DEFAULT_FROM_EMAIL": "The sender people see on e-mail from this place.",
    "REPLY_ADDRESS": "Where replies to nudges come in, for example reply@example.org; each person's has +… before the @. Without it: nowhere.",
    "TIME_ZONE": "The time zone in which days and weeks begin. Default Europe/London.",
    "PLATFORM_NAME": "What this place is called, at the top of each page.",
    "WRITES_AN_HOUR": "How much each person may send on the pages in an hour. Default 6000.",
    "API_RATE": "How many requests to the API each person may make, for example 6000/hour. Default 6000/hour.",
    "WEBHOOK_ALLOW_PRIVATE": "1 lets webhooks go to http addresses and to private and loopback networks. Default 0.",
    "METRICS_SECRET": "What Prometheus sends as bearer token to /metrics. Without it, only this machine is answered there.",
    "METRICS_DIR": "Folder in which the web processes of one machine add up their counts. Without it each counts alone.",
    "LOG_LEVEL": "How much is logged: DEBUG, INFO, WARNING or ERROR. Default INFO.",
    "LOG_FORMAT": "json or plain: how lines are written. Default json; `make run` writes plain ones.",
}


def env(name: str, default: str = "") -> str:
    """The value of a declared environment variable; KeyError for one that ENVIRONMENT does not explain."""
    ENVIRONMENT[name]
    return os.environ.get(name, default)


def refuse(name: str, why: str) -> NoReturn:
    """End the start, whichever door it came through, with one sentence about an environment variable."""
    raise SystemExit(f"{name} {why}: {ENVIRONMENT[name]}")


def flag(name: str, default: str = "0") -> bool:
    """Whether a variable says 1 (true, yes, on) or 0 (false, no, off, nothing)."""
    said = env(name, default).strip().lower()
    if said not in {"1", "true", "yes", "on", "0", "false", "no", "off", ""}:
        refuse(name, f"is “{said}”, and can only be 1 or 0")
    return said in {"1", "true", "yes", "on"}


def number(name: str, default: int, *, least: int = 0, most: int = 65535) -> int:
    """The whole number a variable holds, between `least` and `most`."""
    said = env(name).strip() or str(default)
    if not (said.isascii() and said.isdigit() and least <= int(said) <= most):
        refuse(name, f"is “{said}”, and must be a whole number from {least} to {most}")
    return int(said)


def database(name: str, *, pooled: bool = False) -> dict[str, object]:
    """Django's connection settings for the PostgreSQL address in the environment variable `name`.

    Behind a pooler in transaction mode the next transaction may be on another connection: nothing is prepared there.
    """
    try:
        parts = conninfo_to_dict(env(name) or refuse(name, "is not set"))
    except ProgrammingError:
        refuse(name, "is no address of a PostgreSQL database")
    if "dbname" not in parts:
        refuse(name, "does not end with the name of a database")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.pop("dbname"),
        "USER": parts.pop("user", ""),
        "PASSWORD": parts.pop("password", ""),
        "HOST": parts.pop("host", ""),
        "PORT": parts.pop("port", ""),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        # A statement that a connection has sent three times is planned once: docs/decisions/0016-pages-in-few-words.md
        "OPTIONS": {**parts, "server_side_binding": True, "prepare_threshold": None if pooled else 3},
        "DISABLE_SERVER_SIDE_CURSORS": pooled,
    }


GUESSED_FIRST = {
    "hls", "hls_app", "hls_owner", "admin", "change-me", "changeme", "default", "demo", "letmein", "pass",
    "password", "postgres", "redis", "root", "secret", "test", "valkey",
}  # fmt: skip


def refuse_weak_secrets() -> None:
    """Refuse a SECRET_KEY, or a password in an address, that somebody would guess."""
    key = env("SECRET_KEY")
    if len(key) < 50 or len(set(key)) < 10 or key.startswith("django-insecure"):
        refuse("SECRET_KEY", "is too weak to sign sessions with; give at least 50 random characters")
    for name in ("DATABASE_URL", "DATABASE_OWNER_URL", "REPLICA_URL", "REDIS_URL"):
        if unquote(urlsplit(env(name)).password or "").lower() in GUESSED_FIRST:
            refuse(name, "holds a password that is guessed first; choose another")
    if env("EMAIL_HOST_PASSWORD").lower() in GUESSED_FIRST:
        refuse("EMAIL_HOST_PASSWORD", "is one that is guessed first; choose another")


# --- what runs here ---------------------------------------------------------------------------------
SECRET_KEY = env("SECRET_KEY") or refuse("SECRET_KEY", "is not set")
SECRET_KEY_FALLBACKS = [key.strip() for key in env("EARLIER_SECRET_KEYS").split(",") if key.strip()]
DEBUG = flag("DEBUG")
DEMO = flag("DEMO")
if not DEMO:
    refuse_weak_secrets()
PLATFORM_NAME = env("PLATFORM_NAME") or "Learning together"
LOCAL_DIR = Path(env("LOCAL_DIR") or BASE_DIR / ".local")
PORT = number("PORT", 8000, least=1)
PUBLIC_URL = (env("PUBLIC_URL") or f"http://localhost:{PORT}").rstrip("/")
if not re.fullmatch(r"https?://[^/\s]+", PUBLIC_URL):
    refuse("PUBLIC_URL", "must begin with https:// or http:// and end with the host")
_host = urlsplit(PUBLIC_URL).hostname or "localhost"
_hosts = [host.strip() for host in env("ALLOWED_HOSTS").split(",") if host.strip()]
ALLOWED_HOSTS = [*(_hosts or [_host]), "localhost", "127.0.0.1", "[::1]"]  # health is asked from this machine
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL]

INSTALLED_APPS = [
    "hls_platform",
    "relationships",
    "systems",
    "learning",
    "funders",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "csp",
    "django_htmx",
    "template_partials",
    "rest_framework",
    "drf_spectacular",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
]

MIDDLEWARE = [
    "hls_platform.watching.requests.Requests",
    "hls_platform.security.headers.Headers",
    "hls_platform.security.noticing.Noticing",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",  # after WhiteNoise, whose files are compressed already
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "relationships.tokens.TokensAsk",
    "hls_platform.security.asking.WhoIsAsking",
    "relationships.accounts.sittings.Sittings",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "relationships.accounts.rules.MeetsTheRules",
    "hls_platform.web.measure.WritesInMeasure",
    "django_htmx.middleware.HtmxMiddleware",
]

ROOT_URLCONF = "hls_platform.urls"
WSGI_APPLICATION = "hls_platform.wsgi.application"
ASGI_APPLICATION = "hls_platform.asgi.application"
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
                "hls_platform.web.context.place",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "hls_platform.templatetags.plain_words",
                "hls_platform.templatetags.said_once",
            ],
        },
    }
]

FORM_RENDERER = "hls_platform.web.widgets.WrittenWidgets"

# --- the database and the broker --------------------------------------------------------------------
# `default` is the application's role: it owns no table and is no superuser. Migrations run as `owner`.
DATABASES = {
    "default": database("DATABASE_URL", pooled=flag("DATABASE_POOLED")),
    "owner": database("DATABASE_OWNER_URL"),
}
if pool_size := number("DATABASE_POOL_SIZE", 0):
    DATABASES["default"] |= {"CONN_MAX_AGE": 0}
    DATABASES["default"]["OPTIONS"] |= {  # type: ignore[operator]
        "pool": {"min_size": 1, "max_size": pool_size, "timeout": 5, "reconnect_timeout": 3}
    }
if env("REPLICA_URL"):
    DATABASES["replica"] = database("REPLICA_URL")
    DATABASES["replica"]["OPTIONS"] |= {"connect_timeout": 2}  # type: ignore[operator]
DATABASE_ROUTERS = ["hls_platform.replica.ReadsWhereTheRequestReads"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
REDIS_URL = env("REDIS_URL") or refuse("REDIS_URL", "is not set")
try:
    if not REDIS_URL.startswith(PLAIN) and not sentinels_of(REDIS_URL):
        refuse("REDIS_URL", "must begin with redis://, rediss://, unix:// or sentinel://")
except ValueError:
    refuse(
        "REDIS_URL", "must name the sentinels and their master, sentinel://one:26379,two:26379/0?master=hls"
    )
# What is marked for the replica has to be known not to be there; everything else is forgotten while Valkey is away.
CACHES = {
    "default": cache_settings(REDIS_URL, backend="hls_platform.cache.ForgetfulCache"),
    "marks": cache_settings(REDIS_URL),
}

CELERY_BROKER_URL, _sentinels = celery_settings(REDIS_URL)
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_TIMEOUT = 2
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 900,
    "socket_connect_timeout": 2,
    "socket_timeout": 5,
    **_sentinels,
}
CELERY_TASK_PUBLISH_RETRY_POLICY = {"max_retries": 1, "interval_start": 0, "interval_max": 0.2}
CELERY_WORKER_HIJACK_ROOT_LOGGER = False

SESSION_ENGINE = "hls_platform.security.sessions"  # kept in the database, read from the cache

# --- who comes in -----------------------------------------------------------------------------------
AUTH_USER_MODEL = "relationships.Person"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "relationships.accounts.adapters.ByInvitation"
ACCOUNT_FORMS = {
    "login": "relationships.accounts.forms.SignInForm",
    "reset_password": "relationships.accounts.forms.ForgottenPasswordForm",
    "reset_password_from_key": "relationships.accounts.forms.NewPasswordForm",
    "change_password": "relationships.accounts.forms.ChangePasswordForm",
    "set_password": "relationships.accounts.forms.SetPasswordForm",
    "add_email": "relationships.accounts.forms.ChangeAddressForm",
    "reauthenticate": "relationships.accounts.forms.ProveWithPasswordForm",
}
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"  # an address is proven by the invitation that reached it
ACCOUNT_RATE_LIMITS = {  # beside allauth's own
    "open_invitation": "30/m/ip",
    "first_words": "20/m/ip",
    "first_words_by_link": "120/m/ip",  # what is typed is kept every few seconds
    "first_words_to_an_address": "10/h/ip,3/h/key",
    "say_concern": "10/h/ip",
    "open_guest_link": "30/m/ip",
    "guest_draws": "300/m/key",
}
ACCOUNT_CHANGE_EMAIL = True  # another address is one's own once the link sent to it is opened
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300  # seconds for which having proven oneself again holds
ACCOUNT_PREVENT_ENUMERATION = "strict"
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_LOGOUT_REDIRECT_URL = LOGIN_URL
ACCOUNT_SESSION_REMEMBER = True
ALLAUTH_TRUSTED_PROXY_COUNT = number("TRUSTED_PROXIES", 0)
SOCIALACCOUNT_ADAPTER = "relationships.accounts.adapters.WorkSignIn"
SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_EMAIL_AUTHENTICATION = False
SIGN_IN_SECRETS = dict(pair.split("=", 1) for pair in env("SIGN_IN_SECRETS").split(",") if "=" in pair)
PROVIDERS_INSIDE = flag("PROVIDERS_INSIDE")
SECOND_STEP_FOR_ALL = flag("SECOND_STEP_FOR_ALL")
MFA_ADAPTER = "relationships.accounts.adapters.SecondStep"
MFA_SUPPORTED_TYPES = ["webauthn", "totp", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not PUBLIC_URL.startswith("https://")  # browsers: on localhost only
MFA_ALLOW_UNVERIFIED_EMAIL = True  # the invitation proved it
MFA_TOTP_TOLERANCE = 1  # clocks of phones go wrong by half a minute
MFA_FORMS = {
    "authenticate": "relationships.accounts.forms.CodeForm",
    "reauthenticate": "relationships.accounts.forms.ProveWithCodeForm",
    "activate_totp": "relationships.accounts.forms.AddAppForm",
    "add_webauthn": "relationships.accounts.forms.AddPasskeyForm",
    "edit_webauthn": "relationships.accounts.forms.RenamePasskeyForm",
}
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "relationships.accounts.passwords.NotOfThisPlace"},
]
if breached := env("BREACHED_PASSWORDS"):
    if not Path(breached).is_file():
        refuse("BREACHED_PASSWORDS", f"is “{breached}”, where there is no file")
    AUTH_PASSWORD_VALIDATORS.append(
        {
            "NAME": "django.contrib.auth.password_validation.CommonPasswordValidator",
            "OPTIONS": {"password_list_path": Path(breached)},
        }
    )
PASSWORD_RESET_TIMEOUT = 3600  # seconds for which the link to a new password holds

# --- e-mail -----------------------------------------------------------------------------------------
EMAIL_HOST = env("EMAIL_HOST")
EMAIL_PORT = number("EMAIL_PORT", 587, least=1)
EMAIL_HOST_USER = env("EMAIL_HOST_USER")
EMAIL_HOST_PASSWORD = env("EMAIL_HOST_PASSWORD")
EMAIL_USE_TLS = flag("EMAIL_USE_TLS", "1")
EMAIL_BACKEND = (
    "django.core.mail.backends.smtp.EmailBackend" if EMAIL_HOST else "hls_platform.outbox.OutboxBackend"
)
OUTBOX_DIR = LOCAL_DIR / "outbox"
ERASURES_DIR = LOCAL_DIR / "erasures"  # whom an older back-up has to forget again
DEFAULT_FROM_EMAIL = env("DEFAULT_FROM_EMAIL") or f"{PLATFORM_NAME} <no-reply@{_host}>"

REPLY_ADDRESS = env("REPLY_ADDRESS").strip()
if REPLY_ADDRESS and not re.fullmatch(r"[\w.-]{1,21}@[\w.-]+", REPLY_ADDRESS, re.ASCII):
    refuse("REPLY_ADDRESS", "is no address, or has more than 21 letters before the @")

# --- language and time ------------------------------------------------------------------------------
LANGUAGE_CODE = "en-gb"
LOCALE_PATHS = [BASE_DIR / "locale"]
# A language is offered once its compiled catalogue is there: no page calls itself Welsh while its words are English.
LANGUAGES = [
    ("en-gb", _("English")),
    *(
        (code, name)
        for code, name in [("cy", _("Welsh"))]
        if (LOCALE_PATHS[0] / code / "LC_MESSAGES/django.mo").exists()
    ),
]
TIME_ZONE = env("TIME_ZONE") or "Europe/London"
if TIME_ZONE not in available_timezones():
    refuse("TIME_ZONE", f"is “{TIME_ZONE}”, which is no time zone this machine knows")
USE_TZ = True

# --- back-ups ---------------------------------------------------------------------------------------
BACK_UP_KEY = env("BACK_UP_KEY")
if 0 < len(BACK_UP_KEY) < 20:
    refuse("BACK_UP_KEY", "is too short")

# --- static files -----------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = LOCAL_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "hls_platform.web.vendor.VendorFinder",
]
_node = BASE_DIR / "node_modules"
VENDOR_FILES = [
    _node / "leaflet/dist/leaflet.js",
    _node / "leaflet/dist/leaflet.js.map",  # which the file above names
    _node / "topojson-client/dist/topojson-client.min.js",
    _node / "world-atlas/land-50m.json",
    _node / "@fontsource-variable/figtree/files/figtree-latin-wght-normal.woff2",
    _node / "@fontsource-variable/figtree/files/figtree-latin-ext-wght-normal.woff2",
    _node / "@fontsource/literata/files/literata-latin-400-normal.woff2",
    _node / "@fontsource/literata/files/literata-latin-ext-400-normal.woff2",
]
MEDIA_ROOT = LOCAL_DIR / "files"
FILES_IN_A_BUCKET = {
    "BACKEND": "storages.backends.s3.S3Storage",
    "OPTIONS": {
        "bucket_name": env("FILES_BUCKET"),
        "endpoint_url": env("FILES_ENDPOINT") or None,
        "region_name": env("FILES_REGION") or None,
        "access_key": env("FILES_ACCESS_KEY") or None,
        "secret_key": env("FILES_SECRET_KEY") or None,
        "signature_version": "s3v4",
        "default_acl": None,  # the bucket's own, which is private
        "querystring_expire": 60,  # an address that leads to a file soon leads nowhere
        "file_overwrite": False,
    },
}
FILES_HERE = {
    "BACKEND": "django.core.files.storage.FileSystemStorage",
    "OPTIONS": {"file_permissions_mode": 0o600, "directory_permissions_mode": 0o700},
}
STORAGES = {
    "default": FILES_IN_A_BUCKET if env("FILES_BUCKET") else FILES_HERE,
    "staticfiles": {"BACKEND": "hls_platform.web.statics.NamedByContent"},
}

# --- headers ----------------------------------------------------------------------------------------
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "object-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "media-src": [SELF, "blob:"],  # a recording is heard again before it is sent
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "worker-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "report-uri": ["/csp-reports/"],
        "report-to": ["csp"],
    }
}
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"  # words stay out of cookies
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "hls_platform.web.errors.csrf_failure"
if PUBLIC_URL.startswith("https://"):
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = (
        "__Host-session",
        "__Host-csrf",
    )  # no neighbouring host can set them
    SECURE_HSTS_SECONDS = 31_536_000
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_SSL_REDIRECT = True
    SECURE_REDIRECT_EXEMPT = [
        r"^health/",
        r"^metrics$",
        r"^api/",  # a program is refused, not led on: relationships/tokens.py
    ]
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# --- logs -------------------------------------------------------------------------------------------
LOG_LEVEL = (env("LOG_LEVEL") or "INFO").upper()
if LOG_LEVEL not in {"DEBUG", "INFO", "WARNING", "ERROR"}:
    refuse("LOG_LEVEL", f"is “{LOG_LEVEL}”, which is no level")
LOG_FORMAT = env("LOG_FORMAT") or "json"
if LOG_FORMAT not in {"json", "plain"}:
    refuse("LOG_FORMAT", f"is “{LOG_FORMAT}”, and can only be json or plain")
_through_root: dict[str, object] = {"handlers": [], "propagate": True, "level": LOG_LEVEL}
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "json": {"()": "hls_platform.watching.lines.JsonLine"},
        "plain": {"()": "hls_platform.watching.lines.PlainLine"},
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": LOG_FORMAT}},
    "root": {"handlers": ["stderr"], "level": LOG_LEVEL},
    "loggers": {
        "django": _through_root,
        "django.request": {"level": "ERROR"},  # each request has a line of its own
        "django.db.backends": {"level": "WARNING"},  # below that it tells statements with their values
        "uvicorn": _through_root,
        "uvicorn.error": _through_root,
        "uvicorn.access": {"level": "CRITICAL"},
        "celery.app.trace": {"level": "ERROR"},  # each task has a line of its own
        "celery.worker.strategy": {"level": "WARNING"},
        "celery.redirected": {"level": "ERROR"},
    },
}
if METRICS_DIR := env("METRICS_DIR"):
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = METRICS_DIR  # read once, when prometheus_client is imported
METRICS_SECRET = env("METRICS_SECRET")
if 0 < len(METRICS_SECRET) < 20:
    refuse("METRICS_SECRET", "is too short")

# --- the API ----------------------------------------------------------------------------------------
WEBHOOK_ALLOW_PRIVATE = flag("WEBHOOK_ALLOW_PRIVATE")
WRITES_AN_HOUR = number("WRITES_AN_HOUR", 6000, least=60, most=10_000_000)
API_RATE = env("API_RATE") or "6000/hour"
if not re.fullmatch("[1-9][0-9]*/[smhd][a-z]*", API_RATE):
    refuse("API_RATE", f"is “{API_RATE}”, and must be a number and a time")
SEARCH_RATE = "120/min"  # for each person: far more often than people type
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "hls_platform.api.authentication.ByToken",
        "hls_platform.api.authentication.BySession",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["hls_platform.api.authentication.HasScope"],
    "DEFAULT_PARSER_CLASSES": ["hls_platform.api.bodies.Json"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_CONTENT_NEGOTIATION_CLASS": "hls_platform.api.bodies.AlwaysJson",
    "DEFAULT_THROTTLE_CLASSES": ["hls_platform.api.throttles.PerPerson"],
    "DEFAULT_METADATA_CLASS": None,  # the OpenAPI document says it all
    "DEFAULT_SCHEMA_CLASS": "hls_platform.api.schema.Described",
    "EXCEPTION_HANDLER": "hls_platform.api.problems.answer",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Learning together",
    "VERSION": "1",
    "OAS_VERSION": "3.1.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "COMPONENT_SPLIT_REQUEST": False,
    "PREPROCESSING_HOOKS": ["hls_platform.api.schema.under_api"],
    "POSTPROCESSING_HOOKS": ["hls_platform.api.schema.tidied"],
    "SERVERS": [{"url": "/"}],
}
