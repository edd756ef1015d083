"""Addresses of accounts, units and seats."""

from django.urls import path

from tenghuan.apps.organization.views import accounts, first, login, own, units

app_name = "organization"
urlpatterns = [
    path("login/", login.login, name="login"),
    path("login/second/", login.second_factor, name="second_factor"),
    path("logout/", login.logout, name="logout"),
    path("first/<int:pk>/<str:token>/", first.first_password, name="first_password"),
    path("password/", own.password, name="password"),
    path("factor/", own.factor, name="factor"),
    path("sessions/", own.sessions, name="sessions"),
    path("accounts/place/", accounts.place, name="place"),
    path("accounts/<int:pk>/", accounts.account, name="account"),
    path("accounts/changes/<int:pk>/", accounts.decide, name="decide_change"),
    path("groups/", units.groups, name="groups"),
]
