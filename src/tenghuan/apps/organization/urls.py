"""Addresses of accounts, units and seats."""

from django.urls import path

from tenghuan.apps.organization.views import accounts, first, units

app_name = "organization"
urlpatterns = [
    path("login/", accounts.login, name="login"),
    path("logout/", accounts.logout, name="logout"),
    path("first/<int:pk>/<str:token>/", first.first_password, name="first_password"),
    path("password/", accounts.password, name="password"),
    path("accounts/", accounts.accounts, name="accounts"),
    path("accounts/new/", accounts.open_account, name="open_account"),
    path("accounts/place/", accounts.place, name="place"),
    path("accounts/<int:pk>/", accounts.account, name="account"),
    path("units/", units.units, name="units"),
    path("groups/", units.groups, name="groups"),
    path("seats/<int:pk>/", units.seat, name="seat"),
]
