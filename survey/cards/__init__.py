"""What a starter brings to a group: cards with codes, and a page on what to say."""
