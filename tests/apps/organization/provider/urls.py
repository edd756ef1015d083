"""Addresses of the provider: the protocol's own, and a log-in without a form (the test is the browser)."""

from django.contrib.auth import authenticate, login
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import include, path


def enter(request):
    """Sign the person in who is named in the query, and go on to where the protocol wants."""
    person = authenticate(request, username=request.GET.get("as"), password=request.GET.get("password"))
    if person is None:
        return HttpResponse("who?", status=401)
    login(request, person, backend="django.contrib.auth.backends.ModelBackend")
    return redirect(request.GET.get("next", "/"))


urlpatterns = [path("enter/", enter), path("", include("allauth.idp.urls"))]
