from django.urls import path

from tenghuan.apps.decomposition import views

app_name = "decomposition"
urlpatterns = [
    path("start", views.start, name="start"),
    path("<int:pk>/grid", views.grid, name="grid"),
    path("<int:pk>/propose", views.propose, name="propose"),
    path("<int:pk>/workbook", views.download, name="download"),
    path("<int:pk>/upload", views.upload, name="upload"),
]
