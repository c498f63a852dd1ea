"""The questionnaire engine: pure Python, no Django, no I/O beyond reading a document."""
