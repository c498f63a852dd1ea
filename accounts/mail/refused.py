class Refused(Exception):
    """The mail service will never take this message, so trying again would only hide the fault."""
