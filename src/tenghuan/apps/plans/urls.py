"""Addresses of the plan: board, items, versions, drafts."""

from django.urls import path

from tenghuan.apps.plans.views import board, drafts, review, versions

app_name = "plans"
urlpatterns = [
    path("board/", board.board, name="board"),
    path("tasks/", board.tasks, name="tasks"),
    path("indicators/<int:pk>/", board.indicator, name="indicator"),
    path("duties/<int:pk>/", board.duty, name="duty"),
    path("items/<int:pk>/on/<str:on>/", board.point, name="point"),
    path("counties/", board.counties, name="counties"),
    path("versions/", versions.versions, name="versions"),
    path("versions/<int:pk>/", versions.version, name="version"),
    path("drafts/", drafts.drafts, name="drafts"),
    path("drafts/<int:pk>/", drafts.draft, name="draft"),
    path("drafts/<int:pk>/progress/", drafts.progress, name="progress"),
    path("drafts/<int:pk>/restart/", drafts.restart, name="restart"),
    path("drafts/<int:pk>/discard/", drafts.discard, name="discard"),
    path("drafts/<int:pk>/publish/", drafts.publish, name="publish"),
    path("drafts/<int:pk>/review/", review.review, name="review"),
    path("drafts/<int:pk>/add/<str:kind>/", review.add, name="add_item"),
    path("drafts/<int:pk>/accept/<str:kind>/", review.accept_sure, name="accept_sure"),
    path("drafts/items/<int:pk>/", review.decide, name="decide"),
    path("drafts/items/<int:pk>/correct/", review.correct, name="correct"),
    path("drafts/units/<int:pk>/", review.map_unit, name="map_unit"),
    path("drafts/standards/", review.standards, name="standards"),
]
