"""One file for each subcommand of ``sammenheng``; each exposes ``command``."""
