from django.urls import path

from tenghuan.apps.bulletins import views

app_name = "bulletin"
urlpatterns = [
    path("draft", views.draft_page, name="draft"),
    path("<int:pk>/edit", views.edit_page, name="edit"),
    path("<int:pk>/preview", views.preview, name="preview"),
    path("<int:pk>/refresh", views.refresh, name="refresh"),
    path("<int:pk>/reissue", views.reissue, name="reissue"),
    path("<int:pk>/file/<slug:form>", views.file_page, name="file"),
    path("<int:pk>/sheet/<slug:form>", views.sheet_page, name="sheet"),
    path("<int:pk>/compare", views.compare, name="compare"),
]
