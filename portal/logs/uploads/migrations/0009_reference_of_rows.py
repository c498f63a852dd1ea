from django.db import migrations, models

KEEP_OF_ROWS_JUDGED_BEFORE = """
UPDATE uploads_submissionrow AS sent
SET reference = left(btrim(sent.cells->>(submission.columns->>'reference')::int), 100)
FROM uploads_submission AS submission
WHERE submission.id = sent.submission_id AND submission.columns ? 'reference' AND sent.outcome <> 'waiting'
  AND sent.cells->>(submission.columns->>'reference')::int IS NOT NULL
"""


class Migration(migrations.Migration):

    dependencies = [
        ('uploads', '0008_warnings_by_their_rule'),
    ]

    operations = [
        migrations.AddField(
            model_name='submissionrow',
            name='reference',
            field=models.CharField(blank=True, default='', max_length=100, verbose_name='name that another system gives to it'),
        ),
        migrations.RunSQL(KEEP_OF_ROWS_JUDGED_BEFORE, migrations.RunSQL.noop),
    ]
