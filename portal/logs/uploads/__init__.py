"""Bulk upload: rows that an organisation delivers, judged, corrected and accepted as logs.

files/       bytes to cells: type by content, encodings, workbooks in a child process, the header
layout       the fields of a kind and year, from the questionnaire; no column is listed here
cells, conversions, row, checks, judge
             one row: cells -> answers -> evaluation -> errors, each at its field
registry     what each kind of log adds (lettings.uploads, sales.uploads)
directory, people
             what codes in cells name: plain values, and how they are read for a chunk of rows
models       Submission (a job) and SubmissionRow
delivering, judging, accepting, job, retention
             the life of a submission
out/         files given out: rows with their results, template, specification
admin/       pages

Between rows and the pages that correct them: a page sets `row.corrections[str(field number)] = "new text"` (the cells
as sent stay), or adds to `row.confirmed` the name of a confirmation (`rent_value_check`) or `upload.similar`, and
calls `judging.judge_again(row)`, which writes `outcome`, `errors`, `not_kept` and `answers` and counts anew. Many rows:
set them, `judging.ChunkJudge(submission)(rows)` by chunks of `limits.CHUNK` in a transaction, then `mark_doubled` and
`count_rows`. `row.row_errors` are `RowError(number, category, rule, message)`; `errors.grouped` and `errors.listed`
read them for pages. Only a submission in state `judged` may be corrected, by whoever `accepting.require_right` allows.
"""
