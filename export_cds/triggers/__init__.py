"""Database triggers that mark what the department receives when it changes, whoever changes it.

They stand in the database because nothing gets past them: an edit in the admin, a bulk update of a merger,
an import or a statement typed by hand all leave their marks in their own transaction.
"""
