"""What a participant meets: card, language, information and consent, questions, thanks."""
