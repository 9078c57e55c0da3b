"""The settings, from the environment; a fresh clone runs without any of its variables set."""

from __future__ import annotations

import os
import socket
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

from ngnpanel import logs
from ngnpanel.environment import Environment
from ngnpanel.jobs.configuration import JOB_KINDS, celery  # noqa: F401 - a setting
from ngnpanel.launch import broker, secret_store
from ngnpanel.users import configured

env = Environment(os.environ)

# Places

BASE_DIR = Path(__file__).resolve().parent.parent
DATA_DIR = env.path("NGNPANEL_DATA", BASE_DIR / "var")
HOST = env.text("HOST", "127.0.0.1")
PORT = env.integer("PORT", 8000)
# Where a person at this machine reaches the panel: an address to listen on is not always one to
# connect to.
_REACHABLE = {"0.0.0.0": "127.0.0.1", "::": "[::1]", "::1": "[::1]"}  # noqa: S104 - not bound here
LOOPBACK_URL = f"http://{_REACHABLE.get(HOST, HOST)}:{PORT}"
# Where people reach the panel, for the addresses in lists of logins.
BASE_URL = env.text("BASE_URL", LOOPBACK_URL).rstrip("/")

# Whether the first start fills the bundled server with a demonstration platform.
DEMO = env.flag("DEMO", default=True)

# Settings of accounts

# The least role that changes how many telephone calls an account makes at once, and from where it
# may be used; everybody above may as well.
ROLES = ("reseller", "admin", "customer", "subscriber")
CALL_LIMIT_ROLE = env.choice("CALL_LIMIT_ROLE", ROLES)
IP_LIST_ROLE = env.choice("IP_LIST_ROLE", ROLES)
# Whether all accounts that may call telephone numbers have a page of barred ones.
BARRING_TAB = env.flag("BARRING_TAB", default=False)
# The regions that accounts choose from for emergency calls; none: there are none.
EMERGENCY_REGIONS = env.words("EMERGENCY_REGIONS")
# What sums are in, where the reseller's property does not say it.
CURRENCY = env.text("CURRENCY", "EUR")
# Whom to tell of a hole, for /.well-known/security.txt: a mail address or a page. Empty: nobody.
SECURITY_CONTACT = env.text("SECURITY_CONTACT")
# Where people buy credit; {account} stands for the address. Empty: they use vouchers.
PAYMENTS_URL = env.text("PAYMENTS_URL")

# Programs

# The authority that signs certificates of subscribers: PEM files; without both, none are given out.
CLIENT_CA_CERTIFICATE = env.text("CLIENT_CA_CERTIFICATE")
CLIENT_CA_KEY = env.text("CLIENT_CA_KEY")
# In which header the proxy that ends HTTPS passes a client's certificate on; empty: never.
CLIENT_CERTIFICATE_HEADER = env.text("CLIENT_CERTIFICATE_HEADER")

# Where programs sign people up: a SIP domain of a reseller. Empty: nowhere.
ENROLMENT_DOMAIN = env.text("ENROLMENT_DOMAIN").lower()
# Sign-ups an hour, of one address and of all together.
ENROLMENT_PER_ADDRESS = env.integer("ENROLMENT_PER_ADDRESS", 5)
ENROLMENT_PER_HOUR = env.integer("ENROLMENT_PER_HOUR", 100)
# What new people get besides: a mailbox, a mail with their settings, mail to their SIP address.
ENROLMENT_VOICEMAIL = env.flag("ENROLMENT_VOICEMAIL", default=False)
ENROLMENT_MAIL = env.flag("ENROLMENT_MAIL", default=True)
ENROLMENT_MAIL_ALIAS = env.flag("ENROLMENT_MAIL_ALIAS", default=False)

# Secrets


@cache
def _stored() -> secret_store.Secrets:
    return secret_store.load_or_create(DATA_DIR)


SECRET_KEY = env.secret("SECRET_KEY") or _stored().secret_key

# Platform

# local: the bundled provisioning server answers in this process; remote: NGNPRO_URL does.
PLATFORM = env.choice("PLATFORM", ("local", "remote"))
LOCAL = PLATFORM == "local"
REMOTE = "PLATFORM=remote"
# Only the SOAP server, without the panel: `manage.py platform`.
SERVES_PLATFORM_ONLY = env.flag("NGNPANEL_PLATFORM_ONLY", default=False)

ADMIN_USERNAME = env.text("ADMIN_USERNAME", "admin")
ADMIN_PASSWORD = (env.secret("ADMIN_PASSWORD") or _stored().admin_password) if LOCAL else ""

PLATFORMS = {
    "default": {
        "URL": BASE_URL + "/ngnpro/" if LOCAL else env.url("NGNPRO_URL", REMOTE),
        "USERNAME": ADMIN_USERNAME if LOCAL else env.required("NGNPRO_USERNAME", REMOTE),
        "PASSWORD": ADMIN_PASSWORD if LOCAL else env.required("NGNPRO_PASSWORD", REMOTE),
        "TIMEOUT": env.seconds("NGNPRO_TIMEOUT", 5),
        "VERIFY": env.flag("NGNPRO_VERIFY", default=True),
        # How many of the eight threads of a web process may wait for it at once.
        "PLACES": env.integer("NGNPRO_PLACES", 5),
        # The function that takes the bytes of a request in this process; "" means over HTTP.
        "HANDLER": "ngnpanel.provisioning.endpoint.handle" if LOCAL else "",
        # What jobs may ask of it: handfuls of records at once, and calls a second; 0: no limit.
        "JOB_PLACES": env.integer("JOB_PLACES", 4),
        "JOB_RATE": env.integer("JOB_RATE", 0 if LOCAL else 100),
    }
}

PROVISIONING = {
    "ADMIN_USERNAME": ADMIN_USERNAME,
    "ADMIN_PASSWORD": ADMIN_PASSWORD,
    "KEY": (env.secret("PROVISIONING_KEY") or _stored().sealing_key) if LOCAL else "",
    "STORE_CLEAR_TEXT_PASSWORDS": env.flag("STORE_CLEAR_TEXT_PASSWORDS", default=True),
    # What a missing credit property means; None: 0.
    "DEFAULT_CREDIT": env.text("DEFAULT_CREDIT") or None,
    "AUTOINCREMENT_BASE": env.integer("AUTOINCREMENT_BASE", 1),
    "MAILBOX_BASE": env.integer("MAILBOX_BASE", 1000000),
    "DEFAULT_TIMEZONE": env.text("DEFAULT_TIMEZONE", "Europe/Amsterdam"),
    # The address of the SIP proxy, under which the network status knows the platform.
    "PROXY_IP": env.text("PROXY_IP", "127.0.0.1"),
    # How long the change feed keeps its rows; 0: for ever.
    "CHANGES_DAYS": env.integer("CHANGES_DAYS", 90),
    # Calls a second of one address over HTTP, and how many may come at once; a rate of 0: no limit.
    "SOAP_RATE": env.integer("SOAP_RATE", 200),
    "SOAP_BURST": env.integer("SOAP_BURST", 400),
    # Of zones and ENUM ranges that name none, with the addresses that are known.
    "NAMESERVERS": env.name_servers("NAMESERVERS"),
    # Who knows the API tokens that stand in the place of a password.
    "TOKENS": "ngnpanel.tokens.soap.admit",
}

# DNS tools: where the check of a domain asks the live DNS, and the SIP proxy that record templates
# name when nothing else is known.
DNS_RESOLVER = env.resolver("DNS_RESOLVER")
SIP_PROXY = env.text("SIP_PROXY")

# Apps and requests

INSTALLED_APPS = [
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
    "django_htmx",
    "csp",
    "ngnpanel.launch",
    "ngnpanel.audit",
    "ngnpanel.web",
    "ngnpanel.plans",
    "ngnpanel.users",
    "ngnpanel.staff",
    "ngnpanel.tokens",
    "ngnpanel.factors",
    "ngnpanel.jobs",
    "ngnpanel.imports",
    "ngnpanel.brand",
    "ngnpanel.notices",
    "ngnpanel.accounts",
    "ngnpanel.dns",
    "ngnpanel.enum",
    "ngnpanel.pstn",
    "ngnpanel.jsonapi",
]
if LOCAL:
    INSTALLED_APPS += [
        "ngnpanel.provisioning",
        # The pages of the platform's administrator. Nobody else has a row in its user table.
        "django.contrib.contenttypes",
        "django.contrib.auth",
        "django.contrib.admin.apps.SimpleAdminConfig",
    ]
    AUTHENTICATION_BACKENDS = ["ngnpanel.provisioning.administration.sign_in.PlatformAdministrator"]

SHORT_MIDDLEWARE = [
    "ngnpanel.middleware.RequestId",
    "ngnpanel.observing.Observed",
    "ngnpanel.shell.Shell",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "ngnpanel.middleware.ClientAddress",
    "ngnpanel.launch.soap_path.SoapPath",
]
AUTHENTICATION = ["django.contrib.auth.middleware.AuthenticationMiddleware"] if LOCAL else []
PANEL_MIDDLEWARE = [
    # Lists shrink to a tenth. Django pads the answer by a random length and masks the CSRF token,
    # so that its size tells nothing about what else is on the page (BREACH).
    "django.middleware.gzip.GZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "ngnpanel.users.languages.Language",
    "django.middleware.common.CommonMiddleware",
    "ngnpanel.shell.OwnForms",
    "django.middleware.csrf.CsrfViewMiddleware",
    *AUTHENTICATION,
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "ngnpanel.middleware.PanelRequest",
]
# SOAP calls end before these; they are for the pages of the platform's administrator.
_OF_THE_PANEL = (
    *(
        "ngnpanel.middleware.",
        "ngnpanel.users.languages.",
        "django_htmx.",
        "django.middleware.gzip.",
    ),
)
PLATFORM_MIDDLEWARE = [one for one in PANEL_MIDDLEWARE if not one.startswith(_OF_THE_PANEL)]
MIDDLEWARE = SHORT_MIDDLEWARE + (PLATFORM_MIDDLEWARE if SERVES_PLATFORM_ONLY else PANEL_MIDDLEWARE)

ROOT_URLCONF = "ngnpanel.launch.platform_urls" if SERVES_PLATFORM_ONLY else "ngnpanel.urls"
WSGI_APPLICATION = "ngnpanel.wsgi.application"

DEBUG = env.flag("DEBUG", default=False)
ALLOWED_HOSTS = [
    *("127.0.0.1", "localhost", "[::1]", HOST, socket.gethostname().lower()),
    *env.words("ALLOWED_HOSTS"),
]
APPEND_SLASH = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
TEST_RUNNER = "django.test.runner.DiscoverRunner"
# SOAP requests are limited by the server itself; this is the limit of the panel's forms.
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_HANDLERS = [
    "ngnpanel.web.uploads.Limit",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]

# Pages

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.messages.context_processors.messages",
                *(["django.contrib.auth.context_processors.auth"] if LOCAL else []),
                "ngnpanel.web.context.panel",
                "ngnpanel.staff.context.support",
                "ngnpanel.brand.context.branding",
            ]
        },
    }
]
FORM_RENDERER = "ngnpanel.web.renderer.PanelRenderer"

LANGUAGE_CODE = "en"
# Only what the panel's own texts exist in: with more, Django would translate its share of a page.
# Each has the name by which those who speak it look for it.
LANGUAGES = [
    ("en", "English"),
    ("nl", "Nederlands"),
    ("ro", "Română"),
    ("es", "Español"),
    ("de", "Deutsch"),
]
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = "ngnpanel.formats"
LANGUAGE_COOKIE_NAME = "ngnpanel_language"
USE_I18N = True
USE_TZ = True
# Anything but UTC would also change TZ for every child of the launcher.
TIME_ZONE = "UTC"

STATIC_URL = "/static/"
STATIC_ROOT = env.path("STATIC_ROOT", BASE_DIR / "static-root")
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = DEBUG
# No other site has a use for our files.
WHITENOISE_ALLOW_ALL_ORIGINS = False

# Storage

DATABASES = {"default": env.database("DATABASE_URL", DATA_DIR / "ngnpanel.sqlite3")}
# The database of the SIP proxy, which is only read; without it, its tables are in our own.
if LOCAL and (_proxy := env.proxy_database("PROXY_DATABASE_URL")):
    DATABASES["proxy"] = _proxy

# The broker and, in its database 1, the cache. Without REDIS_URL the launcher runs its own.
REDIS_URL = env.secret("REDIS_URL")
BROKER_URL = REDIS_URL or broker.embedded_url(DATA_DIR)
CACHES = broker.caches(BROKER_URL)

# Security

# Set it when people reach the panel over HTTPS, which a proxy in front of it ends. The proxy has to
# write X-Forwarded-Proto and add the client's address to X-Forwarded-For.
HTTPS = env.flag("HTTPS", default=False)
SESSION_ENGINE = "ngnpanel.users.session_store"
# With this prefix browsers take a cookie from nobody but this very host, over HTTPS alone.
_PREFIX = "__Host-" if HTTPS else ""
SESSION_COOKIE_NAME = f"{_PREFIX}ngnpanel_session"
# SESSION_COOKIE_AGE, SECURITY_MAILS and the others.
globals().update(configured.sign_in(env, _PREFIX))
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = HTTPS
CSRF_COOKIE_NAME = f"{_PREFIX}ngnpanel_csrf"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SECURE = HTTPS
# A page of an older session keeps what was typed.
CSRF_FAILURE_VIEW = (
    "django.views.csrf.csrf_failure"
    if SERVES_PLATFORM_ONLY
    else "ngnpanel.users.pages.refuse_token"
)
CSRF_TRUSTED_ORIGINS = list(env.words("CSRF_TRUSTED_ORIGINS"))
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_HSTS_SECONDS = 31536000 if HTTPS else 0
# The proxy does it as well. Programs of this machine and SOAP clients may stay with HTTP.
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz(/|$)", r"^metrics$", r"^ngnpro(/|$)"]
# Other hosts of the operator's domain, and lists built into browsers, are not ours to promise for.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
_FROM_US = ("script-src", "style-src", "font-src", "connect-src", "manifest-src", "form-action")
_NOWHERE = ("default-src", "base-uri", "frame-ancestors")
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        **{name: ["'none'"] for name in _NOWHERE},
        **{name: ["'self'"] for name in _FROM_US},
        "img-src": ["'self'", "data:"],
    }
}

# How the server stores the passwords of customers.
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]

# Jobs

# A worker that says nothing for this long has lost what it took; longer than any call.
JOB_LEASE_SECONDS = env.seconds("JOB_LEASE_SECONDS", 60)
# What somebody may have written is looked at again after this: calls have ended by then.
JOB_SETTLE_SECONDS = env.seconds("JOB_SETTLE_SECONDS", 6)
# How long jobs that are over are kept.
JOBS_DAYS = env.integer("JOBS_DAYS", 90)

# CELERY_BROKER_URL, CELERY_BEAT_SCHEDULE and the others.
globals().update(celery(BROKER_URL, is_local=LOCAL))

# Mails

# EMAIL_BACKEND, EMAIL_HOST and the others.
globals().update(env.mail("EMAIL_URL", DATA_DIR / "mail"))
# A page waits while a test mail is handed over.
EMAIL_TIMEOUT = 8
# The address that mails come from; the name before it is the brand's.
DEFAULT_FROM_EMAIL = env.text("EMAIL_FROM", f"ngnpanel@{urlsplit(BASE_URL).hostname}")

# Days until the outbox forgets what a mail said, and the mail: not before its month is over.
OUTBOX_BODY_DAYS = env.integer("OUTBOX_BODY_DAYS", 7)
OUTBOX_DAYS = max(env.integer("OUTBOX_DAYS", 90), 40)

# Who is told which accounts were stopped because of their monthly limit; empty: nobody.
OPERATOR_EMAIL = env.text("OPERATOR_EMAIL")

# Support

# Whether support sessions need a code that the person makes in the own panel: never, for accounts
# alone, or for customers and resellers as well.
SUPPORT_CONSENT = env.choice("SUPPORT_CONSENT", ("never", "subscribers", "always"))

# Audit

# Where the newest entry is remembered outside the database, so that a chain that was cut is seen.
# Days until an entry is cut off; 0 keeps all of them.
AUDIT_DAYS = max(env.integer("AUDIT_DAYS", 0), 0)
AUDIT_ANCHOR: Path | None = DATA_DIR / "audit-head"

# Logs

LOGGING = logs.described(env.choice("LOG_LEVEL", logs.LEVELS), env.choice("LOG_FORMAT", logs.FORMS))

# Metrics

# What Prometheus sends to be told the metrics; without it this machine alone is told them.
METRICS_TOKEN = env.secret("METRICS_TOKEN").strip()
