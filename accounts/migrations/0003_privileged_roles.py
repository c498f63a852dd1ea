"""Support and statistician only inside the department's own organisation: the database itself refuses others.

Both columns are generated, so that no code can forget to keep them, and a foreign key between them holds under
concurrent changes of a role, of an organisation, or of which organisation is the department.
"""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_initial"), ("orgs", "0001_initial")]

    operations = [
        migrations.RunSQL(
            sql="""
                ALTER TABLE accounts_user ADD CONSTRAINT user_privileged_role_in_department
                FOREIGN KEY (privileged_organisation) REFERENCES orgs_organisation (department_id)
                DEFERRABLE INITIALLY IMMEDIATE
            """,
            reverse_sql="ALTER TABLE accounts_user DROP CONSTRAINT user_privileged_role_in_department",
        ),
    ]
