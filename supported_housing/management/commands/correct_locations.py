from supported_housing.corrections.locations import LocationCorrector
from supported_housing.management.correction import CorrectionCommand


class Command(CorrectionCommand):
    help = (
        "Corrects locations from two files: the download of locations as it was, and the same with corrected cells. "
        "Only cells that differ and are not empty count. Shows what would happen; --apply does it."
    )
    corrector = LocationCorrector
