from django.urls import path

from tenghuan.apps.projects import views

app_name = "project"
urlpatterns = [
    path("rates/", views.rates_page, name="rates"),
    path("wall/", views.wall_page, name="wall"),
    path("gantt/", views.gantt, name="gantt"),
    path("calendar/", views.calendar, name="calendar"),
    path("months/", views.months, name="months"),
    path("<int:pk>/plan", views.plan, name="plan"),
    path("<int:pk>/apply", views.apply, name="apply"),
]
