"""What somebody signed is never changed again, nor is a published text: not by code, nor by hand."""

from django.db import migrations

FORWARDS = """
    CREATE FUNCTION orgs_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION 'A signed or published agreement cannot be changed'
            USING ERRCODE = 'integrity_constraint_violation';
    END $$;
    CREATE TRIGGER confirmation_never_changes BEFORE UPDATE ON orgs_dataprotectionconfirmation
        FOR EACH ROW WHEN (OLD.* IS DISTINCT FROM NEW.*) EXECUTE FUNCTION orgs_refuse_change();
    CREATE TRIGGER confirmation_never_deleted BEFORE DELETE ON orgs_dataprotectionconfirmation
        FOR EACH ROW EXECUTE FUNCTION orgs_refuse_change();
    CREATE TRIGGER published_agreement_never_changes BEFORE UPDATE ON orgs_datasharingagreement
        FOR EACH ROW WHEN (OLD.published_at IS NOT NULL
            AND (OLD.version, OLD.text, OLD.published_at) IS DISTINCT FROM (NEW.version, NEW.text, NEW.published_at))
        EXECUTE FUNCTION orgs_refuse_change();
"""

BACKWARDS = """
    DROP TRIGGER published_agreement_never_changes ON orgs_datasharingagreement;
    DROP TRIGGER confirmation_never_deleted ON orgs_dataprotectionconfirmation;
    DROP TRIGGER confirmation_never_changes ON orgs_dataprotectionconfirmation;
    DROP FUNCTION orgs_refuse_change();
"""


class Migration(migrations.Migration):
    dependencies = [("orgs", "0001_initial")]

    operations = [migrations.RunSQL(FORWARDS, BACKWARDS)]
