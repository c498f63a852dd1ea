"""The GOV.UK skin: form fields, form renderer, templates, charts."""
