from django.urls import path

from tenghuan.apps.bulletins import template_views, views

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
    path("<int:pk>/by-template", views.by_template_page, name="by_template"),
    path("templates/upload", template_views.upload_page, name="upload_template"),
    path("templates/fields", template_views.fields_page, name="fields"),
    path("templates/<int:pk>/preview", template_views.preview_page, name="try_template"),
]
