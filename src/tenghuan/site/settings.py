"""Django settings: safe by default, opened up only by TENGHUAN_DEMO (the demonstration with sample data).

Security parameters follow GB/T 22239-2019 customs (docs/methodology: passwords, lock-out, idle time).
"""

from __future__ import annotations

from pathlib import Path

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from tenghuan.site import environment as env
from tenghuan.site.gate import Limits

PACKAGE = Path(__file__).resolve().parent.parent
DATA_DIR = Path(env.text("DATA_DIR", str(Path.cwd() / "var"))).resolve()
DATA_DIR.mkdir(parents=True, exist_ok=True, mode=0o700)

DEMO = env.flag("DEMO")
DEBUG = env.flag("DEBUG")
INSECURE_KEY = "demonstration-only-key-which-production-refuses-to-start-with"
SECRET_KEY = env.text("SECRET_KEY", INSECURE_KEY if DEMO or DEBUG else "")
SECRET_KEY_FALLBACKS = env.words("SECRET_KEY_FALLBACKS")
if not SECRET_KEY:
    raise ImproperlyConfigured("Set TENGHUAN_SECRET_KEY (or TENGHUAN_DEMO=1 for the demonstration)")
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1],testserver" if DEMO or DEBUG else "")
if not (DEMO or DEBUG):
    env.refuse_demonstration(SECRET_KEY, INSECURE_KEY, ALLOWED_HOSTS)
CSRF_TRUSTED_ORIGINS = env.words("TRUSTED_ORIGINS")

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django_filters",
    "ninja",
    "django_htmx",
    "allauth",
    "allauth.account",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "csp",
    "tenghuan.site",
    "tenghuan.apps.audit",
    "tenghuan.apps.organization",
    "tenghuan.apps.web",
    "tenghuan.apps.kit",
    "tenghuan.apps.people",
    "tenghuan.apps.notices",
    "tenghuan.apps.plans",
    "tenghuan.apps.monitoring",
    "tenghuan.apps.enterprises",
    "tenghuan.apps.intake",
    "tenghuan.apps.evaluation",
    "tenghuan.apps.ledgers",
    "tenghuan.apps.funds",
    "tenghuan.apps.remediation",
    "tenghuan.apps.screening",
    "tenghuan.apps.energy",
    "tenghuan.apps.cultivation",
    "tenghuan.apps.land",
    "tenghuan.apps.parks",
    "tenghuan.apps.services",
    "tenghuan.apps.leads",
    "tenghuan.apps.chains",
    "tenghuan.apps.projects",
    "tenghuan.apps.supervision",
    "tenghuan.apps.decomposition",
    "tenghuan.apps.closing",
    "tenghuan.apps.assessment",
    "tenghuan.apps.bulletins",
    "tenghuan.apps.cockpit",
    "tenghuan.apps.sandtable",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "tenghuan.site.middleware.Private",
    "tenghuan.site.middleware.CleanText",
    "tenghuan.apps.organization.middleware.SessionGuard",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "tenghuan.site.middleware.InputFaultPage",
    "tenghuan.site.form_texts.FormTexts",
    "allauth.account.middleware.AccountMiddleware",
]

ROOT_URLCONF = "tenghuan.site.urls"
WSGI_APPLICATION = "tenghuan.site.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [PACKAGE / "site" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "tenghuan.site.navigation.navigation",
            ],
            "builtins": ["tenghuan.site.templatetags.tenghuan"],
            "libraries": {"i18n": "tenghuan.site.templatetags.words"},
        },
    }
]

DATABASES = {"default": env.database(DATA_DIR)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# -- accounts ---------------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "organization.Account"
AUTHENTICATION_BACKENDS = ["django.contrib.auth.backends.ModelBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "tenghuan.apps.organization.passwords.NotLikeTheAccount"},
    {"NAME": "tenghuan.apps.organization.passwords.Length", "OPTIONS": {"minimum": 10}},
    {"NAME": "tenghuan.apps.organization.passwords.NotCommon"},
    {"NAME": "tenghuan.apps.organization.passwords.CharacterClasses", "OPTIONS": {"classes": 3}},
    {"NAME": "tenghuan.apps.organization.passwords.NotUsedBefore", "OPTIONS": {"remembered": 5}},
]
PASSWORD_MAX_AGE_DAYS = env.number("PASSWORD_MAX_AGE_DAYS", 90)
IDLE_TIMEOUT_SECONDS = env.number("IDLE_TIMEOUT_SECONDS", 30 * 60)
LOGIN_URL = "organization:login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "organization:login"
SESSION_ENGINE = "tenghuan.apps.organization.sessions"
SESSION_LIFETIME_SECONDS = env.number("SESSION_LIFETIME_SECONDS", 12 * 3600)
# wrong secrets: of one account from unknown browsers together, and of one address whatever the account
TRIES_BY_ACCOUNT = env.number("TRIES_BY_ACCOUNT", 5)
TRIES_BY_ADDRESS = env.number("TRIES_BY_ADDRESS", 50)
LOCK_MINUTES = env.number("LOCK_MINUTES", 30)
PROXY_COUNT = env.number("PROXY_COUNT", 0)

# -- single sign-on (OpenID Connect); off without a server ---------------------------------------------------------
OIDC_SERVER = env.text("OIDC_SERVER")
OIDC_NAME = env.text("OIDC_NAME", "统一身份认证")
OIDC_NAME_CLAIM = env.text("OIDC_NAME_CLAIM", "preferred_username")
ACCOUNT_ADAPTER = "tenghuan.apps.organization.oidc.LocalAccounts"
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*"]
SOCIALACCOUNT_ADAPTER = "tenghuan.apps.organization.oidc.OfficeSignOn"
SOCIALACCOUNT_LOGIN_ON_GET = True
OIDC_CLIENT = (env.text("OIDC_CLIENT_ID"), env.text("OIDC_CLIENT_SECRET"))
SOCIALACCOUNT_PROVIDERS = {"openid_connect": env.single_sign_on(OIDC_SERVER, OIDC_NAME, *OIDC_CLIENT)}

# -- signed heads of the audit trail: the key lies apart from the data, so there is no default ---------------------
AUDIT_KEY = env.text("AUDIT_KEY")
AUDIT_HEADS = env.text("AUDIT_HEADS")

# -- transport and content ----------------------------------------------------------------------------------------
HTTPS = env.flag("HTTPS", default=not (DEMO or DEBUG))
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 31536000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
if env.flag("BEHIND_TLS_PROXY"):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
CSRF_FAILURE_VIEW = "tenghuan.site.views.csrf_failure"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        # charts and maps set styles on their own elements; no style sheet or script may be inline
        "style-src-attr": ["'unsafe-inline'"],
        "img-src": [SELF, "data:", "blob:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "object-src": [NONE],
        "manifest-src": [SELF],
    }
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 12 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000
FORM_TEXT_CHARACTERS = env.number("FORM_TEXT_CHARACTERS", 50_000)
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
# of the server as shipped (gate.py): what is received before a page is made, and how slowly
GATE = Limits(
    stranger_bytes=64 * 1024,
    form_bytes=DATA_UPLOAD_MAX_MEMORY_SIZE,
    upload_bytes=env.number("UPLOAD_MEGABYTES", 64) * 1024 * 1024,
    seconds=env.number("BODY_SECONDS", 15),
    bytes_a_second=16 * 1024,
    at_once=env.number("SENDING_AT_ONCE", 32),
    kept_bytes=env.number("RECEIVED_MEGABYTES", 512) * 1024 * 1024,
    threads=env.number("THREADS", 4),
    patience=env.number("PATIENCE_MILLISECONDS", 200) / 1000,
)

# -- language and time ---------------------------------------------------------------------------------------------
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文")]  # what there is a whole translation of; others would mix with it
LOCALE_PATHS = [PACKAGE / "site" / "locale"]
TIME_ZONE = "Asia/Shanghai"
USE_TZ = USE_I18N = True
USE_THOUSAND_SEPARATOR = False

# -- files ---------------------------------------------------------------------------------------------------------
STATIC_URL = "static/"
STATIC_ROOT = DATA_DIR / "static"
MEDIA_ROOT = DATA_DIR / "files"
FILE_UPLOAD_PERMISSIONS, FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o600, 0o700
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_MAX_AGE = 3600

# -- notices to the outside ------------------------------------------------------------------------------------------
# where the platform is reached, for links in mails; the mail server; the address of the government messenger
PUBLIC_URL = env.text("PUBLIC_URL")
EMAIL_HOST, EMAIL_PORT = env.text("MAIL_HOST"), env.number("MAIL_PORT", 25)
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = env.text("MAIL_USER"), env.text("MAIL_PASSWORD")
EMAIL_USE_TLS, EMAIL_TIMEOUT = env.flag("MAIL_TLS"), 20
DEFAULT_FROM_EMAIL = env.text("MAIL_FROM", "tenghuan@localhost")
WEBHOOK_URL, WEBHOOK_SECRET = env.text("WEBHOOK_URL"), env.text("WEBHOOK_SECRET")

# -- background work -----------------------------------------------------------------------------------------------
IMMEDIATE_TASKS = env.flag("IMMEDIATE_TASKS")
WORKERS = env.number("WORKERS", 2)
JOB_LEASE_SECONDS = env.number("JOB_LEASE_SECONDS", 120)
JOB_SILENCE_SECONDS = env.number("JOB_SILENCE_SECONDS", 1800)
JOB_KEPT_DAYS = env.number("JOB_KEPT_DAYS", 180)
JOB_ATTEMPTS = env.number("JOB_ATTEMPTS", 3)
# boards of plans that a web process keeps worked out
BOARDS_KEPT = env.number("BOARDS_KEPT", 32)
# what counts as unwell on the page of health
DISK_FREE_MB = env.number("DISK_FREE_MB", 2048)
QUEUE_SECONDS = env.number("QUEUE_SECONDS", 600)

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    # a refused page is in the access log; it needs no traceback
    "loggers": {"django.request": {"level": "ERROR"}},
    "root": {"handlers": ["console"], "level": env.text("LOG_LEVEL", "WARNING")},
}
# W003: ``{% load i18n %}`` loads our library in place of Django's, whose tags it holds (templatetags/words.py)
SILENCED_SYSTEM_CHECKS = ["templates.W003"]
