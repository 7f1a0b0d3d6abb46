"""How long each kind of thing is kept, and the job that lets go of what has had its time."""
