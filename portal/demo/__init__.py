"""Invented organisations, people, schemes and figures, for trying the portal out.

Above all apps on purpose: it is the only room that knows every other, and nothing imports it but its command.
"""
