from supported_housing.corrections.schemes import SchemeCorrector
from supported_housing.management.correction import CorrectionCommand


class Command(CorrectionCommand):
    help = (
        "Corrects schemes from two files: the download of schemes as it was, and the same with corrected cells. "
        "Only cells that differ and are not empty count. Shows what would happen; --apply does it."
    )
    corrector = SchemeCorrector
