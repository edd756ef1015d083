from django.urls import path

from tenghuan.apps.ledgers import views

app_name = "ledgers"
urlpatterns = [
    path("", views.books, name="books"),
    path("<slug:key>/", views.entries, name="entries"),
    path("entries/<int:pk>/reverse", views.reverse, name="reverse"),
]
