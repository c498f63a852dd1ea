"""The pages of the statistics, in order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portal.statistics.tables import Topic
from portal.statistics.topics.answers import ANSWERS
from portal.statistics.topics.areas import AREAS
from portal.statistics.topics.checks import CHECKS
from portal.statistics.topics.completion import COMPLETION
from portal.statistics.topics.silence import SILENCE
from portal.statistics.topics.timeliness import TIMELINESS
from portal.statistics.topics.uploads import UPLOADS

if TYPE_CHECKING:
    from accounts.models import User

TOPICS: tuple[Topic, ...] = (COMPLETION, TIMELINESS, ANSWERS, CHECKS, UPLOADS, SILENCE, AREAS)


def topics_for(user: User) -> list[Topic]:
    """The topics that somebody may see."""
    return [topic for topic in TOPICS if user.is_privileged or not topic.for_department_only]
