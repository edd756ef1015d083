"""An OpenID Connect provider in a process of its own: ``serve.py FOLDER CALLBACK``; prints its address, serves.

It is allauth's certified-profile provider in a Django of its own, with two persons and one client. Nothing here is
shared with the platform under test but the wire.
"""

from __future__ import annotations

import sys
from pathlib import Path
from wsgiref.simple_server import WSGIRequestHandler, make_server

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from django.conf import settings

CLIENT, SECRET, PASSWORD = "tenghuan", "the client's secret", "provider-password-1"
PERSONS = ("Dong-Office", "nobody-here", "dong-security_admin")


def configure(folder: Path) -> None:
    """Settings of the provider's own Django."""
    pem = rsa.generate_private_key(public_exponent=65537, key_size=2048).private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    contrib = [f"django.contrib.{name}" for name in ("auth", "contenttypes", "sessions", "messages")]
    middleware = [
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.contrib.auth.middleware.AuthenticationMiddleware",
        "django.contrib.messages.middleware.MessageMiddleware",
        "allauth.account.middleware.AccountMiddleware",
    ]
    settings.configure(
        SECRET_KEY="provider",
        ALLOWED_HOSTS=["127.0.0.1"],
        DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": folder / "provider.sqlite3"}},
        INSTALLED_APPS=[*contrib, "allauth", "allauth.account", "allauth.idp.oidc"],
        MIDDLEWARE=middleware,
        ROOT_URLCONF="tests.apps.organization.provider.urls",
        TEMPLATES=[{"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True, "OPTIONS": {
            "context_processors": ["django.template.context_processors.request",
                                   "django.contrib.messages.context_processors.messages"]}}],
        IDP_OIDC_PRIVATE_KEY=pem.decode(),
        ACCOUNT_EMAIL_VERIFICATION="none",
        USE_TZ=True,
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
        LOGIN_URL="/enter/",
    )  # fmt: skip


def fill(callback: str) -> None:
    """Tables, persons, and the platform as a client that needs no consent."""
    from allauth.idp.oidc.models import Client
    from django.contrib.auth.hashers import make_password
    from django.contrib.auth.models import User
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    for name in PERSONS:
        User.objects.create_user(name, password=PASSWORD)
    client = Client(id=CLIENT, name="Tenghuan", secret=make_password(SECRET), skip_consent=True)
    client.scopes = "openid\nprofile\nemail"
    client.redirect_uris = callback
    client.save()


def main(folder: str, callback: str) -> None:
    """Serve until the process is ended."""
    configure(Path(folder))
    import django

    django.setup()
    fill(callback)
    from django.core.wsgi import get_wsgi_application

    class Quiet(WSGIRequestHandler):
        def log_message(self, *args: object) -> None:
            pass

    server = make_server("127.0.0.1", 0, get_wsgi_application(), handler_class=Quiet)
    print(f"http://127.0.0.1:{server.server_port}", flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main(*sys.argv[1:])
