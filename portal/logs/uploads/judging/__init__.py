"""Judging rows by chunks: what they mean and what is wrong with them, which logs they are about, what stands there twice."""

from portal.logs.uploads.judging.chunks import ChunkJudge, Verdict, judge_again, judge_submission
from portal.logs.uploads.judging.doubled import mark_doubled
from portal.logs.uploads.judging.write import count_rows, write_rows

__all__ = ["ChunkJudge", "Verdict", "count_rows", "judge_again", "judge_submission", "mark_doubled", "write_rows"]
