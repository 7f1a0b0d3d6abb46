"""How many groups a study needs, on a page: asked of a job, shown as a table and a picture."""
