from django.urls import path

from tenghuan.apps.energy.views import acts, county, enterprise

app_name = "energy"
urlpatterns = [
    path("large/", county.large, name="large"),
    path("watch/", county.watch, name="watch"),
    path("unlisted/", county.unlisted, name="unlisted"),
    path("carbon/", county.carbon, name="carbon"),
    path("per-value/", county.per_value, name="per_value"),
    path("periods/<int:pk>/count", acts.count, name="count"),
    path("meters/<int:pk>/share", acts.share, name="share"),
    path("<int:pk>/", enterprise.account, name="account"),
    path("<int:pk>/code/", enterprise.code, name="code"),
    path("<int:pk>/code.svg", enterprise.code_picture, name="code_picture"),
    path("<int:pk>/label", enterprise.label, name="label"),
]
