from supported_housing.models.deactivation import LocationDeactivationPeriod, SchemeDeactivationPeriod
from supported_housing.models.location import Location
from supported_housing.models.scheme import Scheme

__all__ = ["Location", "LocationDeactivationPeriod", "Scheme", "SchemeDeactivationPeriod"]
