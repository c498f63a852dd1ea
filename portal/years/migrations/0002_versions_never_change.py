from django.db import migrations

FORWARD = """
CREATE FUNCTION years_version_is_final() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a version of a questionnaire never changes: publish a new one'
        USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER years_version_is_final BEFORE UPDATE OR DELETE ON years_questionnaireversion
    FOR EACH ROW EXECUTE FUNCTION years_version_is_final();
CREATE TRIGGER years_calledoff_is_final BEFORE UPDATE OR DELETE ON years_calledoff
    FOR EACH ROW EXECUTE FUNCTION years_version_is_final();
"""
BACK = """
DROP TRIGGER years_calledoff_is_final ON years_calledoff;
DROP TRIGGER years_version_is_final ON years_questionnaireversion;
DROP FUNCTION years_version_is_final();
"""


class Migration(migrations.Migration):
    """Whatever code or person tries: what was published stays as it was."""

    dependencies = [("years", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD, BACK)]
