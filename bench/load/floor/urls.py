"""Two pages."""

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Q
from django.shortcuts import get_object_or_404, render
from django.urls import path

from bench.load.floor.models import Figures, Firm, Place


@login_required
def firms(request):
    found = Firm.objects.select_related("town", "county").order_by("name", "pk")
    if text := request.GET.get("text"):
        found = found.filter(Q(name__icontains=text) | Q(uscc__icontains=text))
    page = Paginator(found, 50).get_page(request.GET.get("page"))
    years = list(Figures.objects.values_list("year", flat=True).order_by("-year").distinct())
    known = {row.firm_id: row for row in Figures.objects.filter(year=years[0], firm__in=[firm.pk for firm in page])}
    for firm in page:
        firm.figures = known.get(firm.pk)
    towns = Place.objects.filter(pk__in=Firm.objects.values("town")).order_by("name")
    return render(request, "firms.html", {"page": page, "years": years, "towns": towns})


@login_required
def firm(request, pk):
    subject = get_object_or_404(Firm.objects.select_related("town", "county"), pk=pk)
    return render(request, "firm.html", {"firm": subject, "years": subject.years.order_by("year")})


urlpatterns = [path("firms/", firms, name="firms"), path("firms/<int:pk>/", firm, name="firm")]
