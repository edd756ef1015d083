"""Addresses of the cockpit; what begins with wall/ is for screens with a token."""

from django.urls import path

from tenghuan.apps.cockpit import views

app_name = "cockpit"
urlpatterns = [
    path("cockpit/", views.wall, name="wall"),
    path("cockpit/cards/", views.cards, name="cards"),
    path("cockpit/setting/", views.setting, name="setting"),
    path("cockpit/setting/arrange", views.arrange, name="arrange"),
    path("cockpit/setting/place", views.place, name="place"),
    path("cockpit/tokens/<int:pk>/end", views.end_token, name="end_token"),
    path("wall/", views.screen, name="screen"),
    path("wall/<str:text>/", views.enter, name="enter"),
]
