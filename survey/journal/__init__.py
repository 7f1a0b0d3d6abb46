"""The journal: who was erased and what was released, kept apart from the database and its backups.

A backup that is put back brings erased people back, and forgets releases. The journal lies on
another disk and is only added to, so the database can be brought to where it was: a program whose
database is behind its journal does not start.
"""
