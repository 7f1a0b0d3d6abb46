"""What coordinators and researchers see of a study: how many have answered."""
