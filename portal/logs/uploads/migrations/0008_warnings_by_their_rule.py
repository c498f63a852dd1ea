from django.db import migrations

COUNT_BY_RULE = """
DELETE FROM uploads_errorgroup WHERE category = 'soft_validation' OR rule = 'upload.added_meanwhile';
INSERT INTO uploads_errorgroup (submission_id, number, gravity, category, rule, message, rows, count)
SELECT r.submission_id, (e->>0)::int, array_position(ARRAY['setup', 'wrong', 'not_answered', 'soft_validation'], e->>1) - 1,
       e->>1, e->>2, '', range_agg(int4range(r.number, r.number, '[]')), count(DISTINCT r.number)
FROM uploads_submissionrow r, jsonb_array_elements(r.errors) e
WHERE e->>1 = 'soft_validation' OR e->>2 = 'upload.added_meanwhile'
GROUP BY r.submission_id, e->>0, e->>1, e->>2
"""


class Migration(migrations.Migration):
    dependencies = [("uploads", "0007_of_the_sandbox")]

    operations = [migrations.RunSQL(COUNT_BY_RULE, migrations.RunSQL.noop)]
