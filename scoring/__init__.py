"""Scores and statistics of the instruments: numbers in, numbers out.

Nothing is imported here, so that loading an instrument costs no pandas and no scipy.
"""
