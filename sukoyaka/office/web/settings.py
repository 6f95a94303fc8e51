"""Django's settings. Importing them touches neither the database nor the disk.

Nothing here is a secret or a default for one: keys come from the home directory, the rest from the environment.
"""

import os
from datetime import date

from csp.constants import NONE, SELF

from sukoyaka.office.web import home, postgres

HOME = home.home()
SECRET_KEY = home.web_secret(HOME)
DEBUG = False
LOCAL_HOSTS = ["localhost", "127.0.0.1", "[::1]"]
ALLOWED_HOSTS = os.environ["SUKOYAKA_HOSTS"].split(",") if "SUKOYAKA_HOSTS" in os.environ else LOCAL_HOSTS
FIXED_DAY = date.fromisoformat(os.environ["SUKOYAKA_ON"]) if "SUKOYAKA_ON" in os.environ else None

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "csp",
    "procrastinate.contrib.django",
    "sukoyaka.office.web.apps.OfficeConfig",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "sukoyaka.office.web.doors.DoorKeeper",
]
ROOT_URLCONF = "sukoyaka.office.web.urls"
WSGI_APPLICATION = "sukoyaka.office.web.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "sukoyaka.office.web.page.every_page",
            ],
        },
    },
]
DATABASES = {"default": postgres.settings(HOME)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

PROCRASTINATE_AUTODISCOVER_MODULE_NAME = ""
PROCRASTINATE_IMPORT_PATHS = ["sukoyaka.office.web.jobs"]

AUTH_USER_MODEL = "office.Account"
AUTHENTICATION_BACKENDS = ["sukoyaka.office.web.sessions.Accounts"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("username", "name", "organisation")},
    },
]
LOGIN_URL = "login"
CSRF_FAILURE_VIEW = "sukoyaka.office.web.views.session.stale_form"
LOGIN_REDIRECT_URL = "home"
SESSION_ENGINE = "sukoyaka.office.web.sessions"
SESSION_COOKIE_AGE = 15 * 60 + 30  # idle seconds: the screens log out after 15 minutes (idle.js), the server a moment later
SESSION_EXPIRE_AT_BROWSER_CLOSE = True

LANGUAGE_CODE = "ja"
TIME_ZONE = "Asia/Tokyo"
USE_I18N = False  # two languages from one catalogue, see words.py
USE_TZ = True

STATIC_URL = "static/"
WHITENOISE_USE_FINDERS = True
WHITENOISE_MAX_AGE = 300

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    },
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
# Plain HTTP is for the machine itself; any other name is reached through TLS.
_BEHIND_TLS = not set(ALLOWED_HOSTS) <= set(LOCAL_HOSTS)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _BEHIND_TLS
SECURE_SSL_REDIRECT = _BEHIND_TLS
SECURE_HSTS_SECONDS = 31_536_000 if _BEHIND_TLS else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _BEHIND_TLS else None

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"stderr": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {"django.request": {"level": "ERROR"}},
}
