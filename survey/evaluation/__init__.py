"""What is made of an evaluation's JSON: the page of text, the HTML page and their pictures."""
