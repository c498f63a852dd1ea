from supported_housing.admin.location import LocationAdmin
from supported_housing.admin.scheme import SchemeAdmin

__all__ = ["LocationAdmin", "SchemeAdmin"]
