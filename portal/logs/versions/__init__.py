"""What a version of a questionnaire means for logs: worked out before it is published, carried out when it is in force."""
