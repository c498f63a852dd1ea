"""Bulk upload: rows that an organisation delivers, judged, corrected and accepted as logs.

files/       bytes to cells: type by content, encodings, workbooks in a child process, the header
rows/        one row: cells -> answers -> evaluation -> errors, each at its field; what each kind of log adds to that
             (`registry`: lettings.uploads, sales.uploads). Asks the database nothing
judging/     rows by chunks: who and what they name, which logs they are about, what stands there twice, counting
accepting/   what is decided about judged rows, adding them as logs, taking that back
correcting/  what is wrong by pages, a row as questions, changing one row or a whole group
out/         files given out: rows with their results, the sample
admin/       pages
models       Submission (a job) and SubmissionRow
delivering, job, telling, retention, origin, sandbox, merging
             the rest of the life of a submission

Between rows and the pages that correct them: a page sets `row.corrections[str(field number)] = "new text"` (the cells
as sent stay), or adds to `row.confirmed` the name of a confirmation (`rent_value_check`) or `upload.similar`, and
calls `judging.judge_again(row)`, which writes `outcome`, `errors`, `not_kept` and `answers` and counts anew. Many rows:
set them, `judging.ChunkJudge(submission)(rows)` by chunks of `limits.CHUNK` in a transaction, then `mark_doubled` and
`count_rows`. `row.row_errors` are `RowError(number, category, rule, message)`; `errors.grouped` and `errors.listed`
read them for pages. Only a submission in state `judged` may be corrected, by whoever `accepting.require_right` allows.
"""
