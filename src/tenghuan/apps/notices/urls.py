from django.urls import path

from tenghuan.apps.notices import views

app_name = "notices"
urlpatterns = [
    path("", views.centre, name="centre"),
    path("<int:pk>/open", views.open_notice, name="open"),
    path("read", views.read_all, name="read_all"),
    path("wishes/", views.wishes, name="wishes"),
    path("nudge/<int:pk>", views.nudge_page, name="nudge"),
    path("undelivered/", views.undelivered, name="undelivered"),
    path("undelivered/<int:pk>/retry", views.retry, name="retry"),
]
