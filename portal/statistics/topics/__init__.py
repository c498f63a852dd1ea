"""The pages of the statistics, in order."""

from portal.statistics.tables import Topic
from portal.statistics.topics.answers import ANSWERS
from portal.statistics.topics.areas import AREAS
from portal.statistics.topics.checks import CHECKS
from portal.statistics.topics.completion import COMPLETION
from portal.statistics.topics.silence import SILENCE
from portal.statistics.topics.timeliness import TIMELINESS
from portal.statistics.topics.uploads import UPLOADS

TOPICS: tuple[Topic, ...] = (COMPLETION, TIMELINESS, ANSWERS, CHECKS, UPLOADS, SILENCE, AREAS)
