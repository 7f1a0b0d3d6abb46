"""The questionnaire on paper, for those who would rather write than tap."""
