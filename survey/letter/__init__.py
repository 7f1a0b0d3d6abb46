"""The information letter: facts and texts of a study as data, made into what a person reads."""
