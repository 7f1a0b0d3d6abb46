"""Why an import stays."""

ALREADY, LATER_IMPORT, ANSWERED_SINCE = "already", "later_import", "answered_since"
FROZEN = "frozen"
