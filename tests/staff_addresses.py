"""Every address of staff: the page or deed, by its view; where it is; whose roles cover it.

One table for three questions: who may see it, who has a part in the study it is about, and which
event it leaves. An address that is in no table fails the tests.
"""

from __future__ import annotations

RUN_A_STUDY = {"coordinator", "researcher"}
RESEARCHER = {"researcher"}
ADMINISTRATOR = {"administrator"}
ROLES = ("coordinator", "researcher", "reviewer", "administrator", "keyer")
EVERYBODY = set(ROLES)
SOMEBODY = "a" * 32  # an account that there is not
SET_UP, KEY = "/staff/studies/try/set-up", "A" * 32
REPORTS = "/staff/studies/try/reports"

PAGES = {
    "manage.studies": ("/staff/", RUN_A_STUDY),
    "manage.study": ("/staff/studies/try", RUN_A_STUDY),
    "manage.receipt": ("/staff/receipt", RUN_A_STUDY),
    "report.results": ("/staff/studies/try/results", RESEARCHER),
    "report.evaluation_file": ("/staff/studies/try/results/evaluation.html", RESEARCHER),
    "editions.page": ("/staff/studies/try/reports", RUN_A_STUDY),
    "review.proposals": ("/staff/review", {"reviewer"}),
    "staff.accounts": ("/staff/accounts", ADMINISTRATOR),
    "staff.invite": ("/staff/accounts/invite", ADMINISTRATOR),
    "audit.events": ("/staff/audit", ADMINISTRATOR),
    "second_person.show": ("/staff/studies/try/second-person", RUN_A_STUDY),
    "account.own": ("/staff/account", EVERYBODY),
    "account.password": ("/staff/account/password", EVERYBODY),
    "auth.again": ("/staff/sign-in/again", EVERYBODY),
    "keying.start": ("/staff/keying/", {"keyer"}),
    "set_up.new": ("/staff/studies/new", RUN_A_STUDY),
    "set_up.checklist": ("/staff/studies/try/set-up", RUN_A_STUDY),
    "set_up.about": ("/staff/studies/try/set-up/about", RUN_A_STUDY),
    "set_up.permissions_": ("/staff/studies/try/set-up/permissions", RUN_A_STUDY),
    "set_up.questions": ("/staff/studies/try/set-up/questions", RUN_A_STUDY),
    "set_up.close": ("/staff/studies/try/set-up/close", RUN_A_STUDY),
    "set_up_letter.overview": ("/staff/studies/try/set-up/letter", RUN_A_STUDY),
    "set_up_letter.answers": ("/staff/studies/try/set-up/letter/answers", RUN_A_STUDY),
    "set_up_letter.texts": ("/staff/studies/try/set-up/letter/texts/nn", RUN_A_STUDY),
    "set_up_letter.preview": ("/staff/studies/try/set-up/letter/preview/nn", RUN_A_STUDY),
    "set_up_places.overview": ("/staff/studies/try/set-up/places", RUN_A_STUDY),
    "set_up_places.groups": ("/staff/studies/try/set-up/groups", RUN_A_STUDY),
    "planner.before": ("/staff/planner", RUN_A_STUDY),
    "planner.plan": ("/staff/studies/try/planner", RUN_A_STUDY),
    "dry_run.show": ("/staff/studies/try/dry-run", RUN_A_STUDY),
    "sikt.pack": ("/staff/studies/try/sikt", RUN_A_STUDY),
    "cards.cards": ("/staff/studies/try/cards", RUN_A_STUDY),
    "wording.overview": ("/staff/studies/try/wording", RUN_A_STUDY),
    "wording_ready.letter": ("/staff/studies/try/wording/letter/soc13/en", RUN_A_STUDY),
    "export.codebook": ("/staff/studies/try/files/codebook", RESEARCHER),
    "export.page": ("/staff/studies/try/files", RESEARCHER),
    "export.propose": ("/staff/studies/try/files/propose", RESEARCHER),
    "imports.start": ("/staff/studies/try/import", RESEARCHER),
    "imports.look": ("/staff/studies/try/import/look", RESEARCHER),
    "imports.rejected": ("/staff/studies/try/import/rejected.csv", RESEARCHER),
    "imports.mapping_file": ("/staff/studies/try/import/mapping.toml", RESEARCHER),
    "evaluation.section": ("/staff/studies/try/results/section/found", RESEARCHER),
    "evaluation.picture": ("/staff/studies/try/results/picture/change-per-cent.svg", RESEARCHER),
    "evaluation.table": ("/staff/studies/try/results/table/change-points.csv", RESEARCHER),
    "analysis_plan.plan": ("/staff/studies/try/plan", RUN_A_STUDY),
    "study_end.page": ("/staff/studies/try/end", RUN_A_STUDY),
    "ended.studies": ("/staff/ended", ADMINISTRATOR),
}
# What is only sent to, never opened.
DEEDS = {
    "keying.aside": ("/staff/keying/aside", {"keyer"}),
    "staff.withdraw": ("/staff/accounts/withdraw", ADMINISTRATOR),
    "staff.disable": (f"/staff/accounts/{SOMEBODY}/disable", ADMINISTRATOR),
    "staff.enable": (f"/staff/accounts/{SOMEBODY}/enable", ADMINISTRATOR),
    "staff.new_password": (f"/staff/accounts/{SOMEBODY}/new-password", ADMINISTRATOR),
    "staff.reset_second_factor": (f"/staff/accounts/{SOMEBODY}/reset-second-factor", ADMINISTRATOR),
    "audit.check": ("/staff/audit/check", ADMINISTRATOR),
    "second_person.invite": ("/staff/studies/try/second-person/invite", RUN_A_STUDY),
    "second_person.withdraw": ("/staff/studies/try/second-person/withdraw", RUN_A_STUDY),
    "invitation.accept": ("/staff/invitation/accept", {"reviewer"}),
    "account.prepare_phone": ("/staff/account/phone/new", EVERYBODY),
    "account.recovery_codes": ("/staff/account/recovery-codes", EVERYBODY),
    "account.sign_out_everywhere": ("/staff/account/sign-out-everywhere", EVERYBODY),
    "account.stay": ("/staff/account/stay", EVERYBODY),
    "set_up.state": (f"{SET_UP}/state", RUN_A_STUDY),
    "set_up_letter.take_file": (f"{SET_UP}/letter/file", RUN_A_STUDY),
    "set_up_letter.use": (f"{SET_UP}/letter/use", RUN_A_STUDY),
    "set_up_places.remove_point": (f"{SET_UP}/places/{KEY}/remove", RUN_A_STUDY),
    "set_up_places.remove_group": (f"{SET_UP}/groups/{KEY}/remove", RUN_A_STUDY),
    "set_up_places.add_pool": (f"{SET_UP}/pools", RUN_A_STUDY),
    "set_up_places.remove_pool": (f"{SET_UP}/pools/{KEY}/remove", RUN_A_STUDY),
    "set_up_places.add_to_pool": (f"{SET_UP}/pools/{KEY}/municipalities", RUN_A_STUDY),
    "set_up_places.take_from_pool": (
        f"{SET_UP}/pools/{KEY}/municipalities/1804/remove",
        RUN_A_STUDY,
    ),
    "dry_run.make": ("/staff/studies/try/dry-run/make", RUN_A_STUDY),
    "dry_run.remove": ("/staff/studies/try/dry-run/remove", RUN_A_STUDY),
    "sikt.make": ("/staff/studies/try/sikt/make", RUN_A_STUDY),
    "cards.fetch": ("/staff/studies/try/cards/1/fetch", RUN_A_STUDY),
    "cards.replace": ("/staff/studies/try/cards/1/replace", RUN_A_STUDY),
    "cards.lost": ("/staff/studies/try/cards/1/lost", RUN_A_STUDY),
    "cards.returned": ("/staff/studies/try/cards/returned", RUN_A_STUDY),
    "cards.remove_return": ("/staff/studies/try/cards/returned/2026-W10/remove", RUN_A_STUDY),
    "wording.upload": ("/staff/studies/try/wording/upload", RUN_A_STUDY),
    "wording.put_aside": ("/staff/studies/try/wording/waiting/0/aside", RUN_A_STUDY),
    "wording.set_aside": ("/staff/studies/try/wording/versions/0/aside", RUN_A_STUDY),
    "wording.take_back": ("/staff/studies/try/wording/versions/0/take-back", RUN_A_STUDY),
    "wording.purpose": ("/staff/studies/try/wording/purpose", RUN_A_STUDY),
    "export.make": ("/staff/studies/try/files/", RESEARCHER),
    "export.fetch": (f"/staff/studies/try/files/{KEY}", RESEARCHER),
    "export.take_back": (f"/staff/studies/try/files/proposals/{KEY}/back", RESEARCHER),
    "export.confirm": ("/staff/studies/try/files/revocations", RESEARCHER),
    "editions.add_cut_off": (f"{REPORTS}/dates", RUN_A_STUDY),
    "editions.remove_cut_off": (f"{REPORTS}/dates/2026-W10/remove", RUN_A_STUDY),
    "editions.propose": (f"{REPORTS}/propose", RUN_A_STUDY),
    "editions.release_now": (f"{REPORTS}/release-now", RUN_A_STUDY),
    "study_end.take_back": ("/staff/studies/try/end/back", RUN_A_STUDY),
    "study_end.again": ("/staff/studies/try/end/again", RUN_A_STUDY),
    "study_end.file": ("/staff/studies/try/end/file", RESEARCHER),
    "imports.columns": ("/staff/studies/try/import/columns", RESEARCHER),
    "imports.store": ("/staff/studies/try/import/store", RESEARCHER),
    "imports.away": ("/staff/studies/try/import/away", RESEARCHER),
}
# What needs something in hand first, or is a file.
NEEDS_MORE = {
    "staff.account": (f"/staff/accounts/{SOMEBODY}", ADMINISTRATOR),
    "enrolment.new_phone": ("/staff/account/phone", EVERYBODY),
    "keying.reading": ("/staff/keying/reading", {"keyer"}),
    "keying.differences": ("/staff/keying/differences", {"keyer"}),
    "set_up_places.group": (f"{SET_UP}/groups/{KEY}", RUN_A_STUDY),
    "set_up_letter.file": (f"{SET_UP}/letter/letter.toml", RUN_A_STUDY),
    "sikt.file": ("/staff/studies/try/sikt/pack.zip", RUN_A_STUDY),
    "cards.batch": ("/staff/studies/try/cards/1", RUN_A_STUDY),
    "cards.paper": ("/staff/studies/try/cards/print/handout-nb.pdf", RUN_A_STUDY),
    "wording.waiting": ("/staff/studies/try/wording/waiting/0", RUN_A_STUDY),
    "wording.version": ("/staff/studies/try/wording/versions/0", RUN_A_STUDY),
    "wording_ready.form": ("/staff/studies/try/wording/form/gse.nn.toml", RUN_A_STUDY),
    "wording_ready.letter_text": ("/staff/studies/try/wording/letter/gse/nb.txt", RUN_A_STUDY),
    "review.proposal": (f"/staff/review/files/{KEY}", {"reviewer"}),
    "edition_review.edition": (f"/staff/review/editions/{KEY}", {"reviewer"}),
    "edition_review.file": (f"/staff/review/editions/files/{KEY}/report.nb.pdf", {"reviewer"}),
    "editions.edition": (f"{REPORTS}/{KEY}", RUN_A_STUDY),
    "editions.file": (f"{REPORTS}/files/{KEY}/report.nb.pdf", RUN_A_STUDY),
    "export.revoked": ("/staff/studies/try/files/revocations.csv", RESEARCHER),
    "imports.undo": (f"/staff/studies/try/import/undo/{KEY}", RESEARCHER),
    "study_end.protocol": ("/staff/studies/try/end/protocol", RUN_A_STUDY),
    "study_end.protocol_file": ("/staff/studies/try/end/protocol.json", RUN_A_STUDY),
    "end_review.end": (f"/staff/review/ends/{KEY}", {"reviewer"}),
    "ended.protocol": (f"/staff/ended/{KEY}", ADMINISTRATOR),
    "ended.protocol_file": (f"/staff/ended/{KEY}/protocol.json", ADMINISTRATOR),
    "analysis_plan.plan_file": ("/staff/studies/try/plan/plan.toml", RUN_A_STUDY),
}
ALL = PAGES | DEEDS | NEEDS_MORE
ABOUT_A_STUDY = [key for key, (address, _) in ALL.items() if "/try" in address]
WITHOUT_SIGN_IN = {
    "auth.sign_in",
    "auth.sign_out",
    "auth.code",  # these two: for somebody whose password was right
    "enrolment.phone",
    "invitation.link",  # these three: for whoever has the link
    "invitation.join",
    "invitation.sign_in_first",
}
