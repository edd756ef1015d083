from django.urls import path

from tenghuan.apps.assessment.views import board, races, schemes

app_name = "assessment"
urlpatterns = [
    path("board/", board.board, name="board"),
    path("board/compute", board.compute, name="compute_month"),
    path("months/<int:pk>/again", board.again, name="month_again"),
    path("months/<int:pk>/<str:name>.txt", board.file, name="month_file"),
    path("standings/<int:pk>/<int:at>", board.rows, name="standing_rows"),
    path("schemes/new", schemes.new, name="new_scheme"),
    path("schemes/<int:pk>/book", schemes.book, name="scheme_book"),
    path("schemes/<int:pk>/freeze", races.freeze_page, name="freeze"),
    path("races/<int:pk>/table", races.table, name="table"),
    path("races/<int:pk>/again", races.again, name="race_again"),
    path("races/<int:pk>/<str:name>.txt", races.file, name="race_file"),
    path("results/<int:pk>/<int:at>", races.rows, name="result_rows"),
    path("results/<int:pk>/appeal", races.appeal, name="appeal"),
]
