from django.urls import path

from tenghuan.apps.screening import views

app_name = "screening"
urlpatterns = [
    path("", views.run_list, name="runs"),
    path("start", views.start, name="start"),
    path("rules/draft", views.draft, name="draft"),
    path("rules/<int:pk>/thresholds", views.thresholds, name="thresholds"),
    path("rules/<int:pk>/try", views.try_rules, name="try"),
    path("<int:pk>/", views.run, name="run"),
    path("<int:pk>/cases", views.open_cases, name="open_cases"),
    path("why/<int:pk>", views.why, name="why"),
]
