"""Installing texts: what is there and missing, upload, preview, permission, ready letter."""
