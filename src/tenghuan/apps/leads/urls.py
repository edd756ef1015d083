from django.urls import path

from tenghuan.apps.leads import views

app_name = "leading"
urlpatterns = [
    path("funnel/", views.funnel_page, name="funnel"),
    path("silent/", views.silent_page, name="silent"),
    path("heads/", views.heads_page, name="heads"),
    path("<int:pk>/different", views.different, name="different"),
]
