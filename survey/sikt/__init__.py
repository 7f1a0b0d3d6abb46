"""What an institution sends to Sikt and keeps for itself, made from the settings of a study."""
