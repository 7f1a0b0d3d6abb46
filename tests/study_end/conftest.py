"""Two people who end a study on their pages, and the job between them."""

from tests.at_work import do_jobs, sign_in

__all__ = ["do_jobs", "sign_in"]
