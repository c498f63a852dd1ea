"""What the department receives beside the answers, which the questionnaires name: facts by collection."""
