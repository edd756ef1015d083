"""What energy keeps."""

from tenghuan.apps.energy.models.standards import IndustryMean, PriceIndex, Total
from tenghuan.apps.energy.models.use import Consumption, Meter, OwnFactor, Period, Reading, Share
from tenghuan.apps.energy.models.works import Diagnosis, Photovoltaic, SavingProject

__all__ = [
    "Consumption",
    "Diagnosis",
    "IndustryMean",
    "Meter",
    "OwnFactor",
    "Period",
    "Photovoltaic",
    "PriceIndex",
    "Reading",
    "SavingProject",
    "Share",
    "Total",
]
