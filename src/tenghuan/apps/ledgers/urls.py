from django.urls import path

from tenghuan.apps.ledgers import pages, views

app_name = "ledgers"
urlpatterns = [
    path("", views.books, name="books"),
    path("budgets/", pages.budgets_page, name="budgets"),
    path("land-checks/", pages.land_page, name="land"),
    path("queue/", pages.queue_page, name="queue"),
    path("<slug:key>/", views.entries, name="entries"),
    path("entries/<int:pk>/reverse", views.reverse, name="reverse"),
]
