"""The JSON API: an envelope around the same rules, verdicts and rights as the pages. No rule of a log stands here.

calls        who calls, for which kind and year, and what was sent
problems     errors in one shape (RFC 9457); middleware: nothing else leaves from under /api/
limits       how much one key and one organisation may send
items        logs as they are sent, checked for shape; references: may this caller name these organisations and schemes?
deliver      the use case: judge, find what is there already, and write, through the write door of logs
verdicts     what came of each log, as JSON
once         Idempotency-Key: a request is carried out once, however often it is sent
logs, batches, changes, reference, documents
             the end points
openapi      the document of a year, made from its questionnaire
"""
