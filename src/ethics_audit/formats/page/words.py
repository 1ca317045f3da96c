"""The words of the page by the names that its script knows; none depends on a number, so that no script need count."""

from __future__ import annotations

from ethics_audit.assessment.explanation import HARMS
from ethics_audit.assessment.wording import CAUTION, EFFORTS, ENDS
from ethics_audit.base.language import N_, gettext
from ethics_audit.model.definitions import Audit
from ethics_audit.model.items import NEEDED, NOT_ARISEN

_BEGINNING = {
    "before": N_("Before you begin"),
    "so_far": N_("Your audit so far"),
    "caution": CAUTION,
    "how": N_(
        "First come a few facts about your practice, so that you only see questions that concern you. Then at most "
        "{count} questions, one at a time. All of it takes about {minutes} minutes."
    ),
    "stopping": N_(
        "Stop whenever you like. What you answer stays on this device: this page sends nothing, and works without the "
        "internet."
    ),
    "writes": N_(
        "You also write, in your own words, what it is about and what you decide, for a record to print or to save."
    ),
    "unsure_counts": N_(
        "“I do not know” is an answer too: it counts neither for you nor against you, and becomes a question to look "
        "into."
    ),
    "no_names": N_("Name no client in anything that you write."),
    "example": N_("A worked example"),
    "where": N_("Where should your answers be?"),
    "keep": N_("Keep them in this browser"),
    "keep_hint": N_(
        "You can close the page and go on another day. They are not encrypted: whoever uses this browser can read them."
        " You can delete them at any time."
    ),
    "nothing": N_("Keep nothing"),
    "nothing_hint": N_("Closing the page deletes every answer, unless you save them as a file."),
    "choose": N_("Say first where your answers should be."),
    "blocked": N_(
        "This browser keeps nothing for this page. Closing it deletes every answer, unless you save them as a file."
    ),
    "begin": N_("Begin"),
    "kept_here": N_("Your answers are kept in this browser, not encrypted."),
    "progress": N_("Answered: {answered} of {count} questions."),
    "other_version": N_(
        "This browser also keeps answers to another version of these questions. They are not used here, since a "
        "question may have changed."
    ),
    "unreadable": N_("What this browser keeps for this page cannot be read. It is not used, and nothing was changed."),
    "save_old": N_("Save them as a file"),
    "delete_old": N_("Delete them"),
    "load": N_("Go on from a file that you saved"),
    "load_hint": N_("A file that this page saved, ending in .json."),
    "replace": N_("What is this file?"),
    "replace_told": N_("Answers in the file: {there}. Answers here: {here}."),
    "replace_lost": N_(
        "If you go on with the file, the answers here are gone; save them first if you want to have them."
    ),
    "replace_earlier": N_(
        "If it is an earlier audit, it can stand beside this one: what you said of your practice, and why a question "
        "does not apply, is proposed again, and after each answer you read what it was the last time."
    ),
    "replace_yes": N_("Go on with the file"),
    "earlier_yes": N_("It is my last audit"),
    "earlier_taken": N_("Your last audit stands beside this one."),
    "next_audit": N_("Begin the next audit"),
    "next_told": N_(
        "Every question is asked anew. What you said of your practice, and why a question does not apply, is proposed "
        "again, and after each answer you read what it was the last time."
    ),
    "next_lost": N_(
        "The answers here become those of your last audit, in the place of any that were there. Save them as a file "
        "first, for your history."
    ),
    "limits": N_("What this is, and is not"),
}
_ASKING = {
    "practice": N_("Your practice"),
    "profession": N_("What is your profession?"),
    "profession_hint": N_(
        "The sections of its code are shown first. Leave this empty if it is another, or none of these."
    ),
    "facts": N_("What is true of your practice?"),
    "facts_hint": N_("This decides which questions you are asked."),
    "practice_before": N_("This is what you said last time. Change what is different now."),
    "answered_before": N_("Your answer to the question before: “{answer}”."),
    "same": N_("The same as last time."),
    "last_time": N_("Last time: {answer}."),
    "better": N_("Better than last time."),
    "place": N_("{domain}, question {place} of {count}"),
    "or": N_("or"),
    "unsure": N_("I do not know"),
    "not_arisen": NOT_ARISEN,
    "not_applicable": N_("It does not apply to my practice"),
    "reason": N_("Why does it not apply?"),
    "reason_recalled": N_("These are your words of last time: check that they still hold."),
    "reason_hint": N_("A few words, kept with your answers and never scored. Please name no client."),
    "pick": N_("Pick an answer, or skip the question for now."),
    "reason_short": N_("Say in a few words why it does not apply."),
    "reason_long": N_("Use at most {most} characters; these are {count}."),
    "go_on": N_("Go on"),
    "stop": N_("Stop here"),
    "skip": N_("Skip for now"),
    "back": N_("Back"),
    "keys": N_("Keys: a number picks an answer, Enter goes on, w shows why this is asked, b goes back."),
    "keys_off": N_("Turn these keys off"),
    "why": N_("Why is this asked?"),
    "see": N_("See {sections}."),
    "today": N_("Do this today"),
    "today_told": N_("You can stop here and go on later. This comes first in your result too."),
    "feedback": N_("What speaks for it and against it"),
    "your_answer": N_("Your answer:"),
    "needed": NEEDED,
    "error": N_("Error: {title}"),
}
_ENDING = {
    "check": N_("Check your answers"),
    "open": N_("Not answered yet"),
    "open_told": N_("You can finish without them; the result then says what they could still change."),
    "said_of_practice": N_("What you said of it"),
    "none_said": N_("Nothing"),
    "not_answered": N_("Not answered"),
    "change": N_("Change"),
    "change_of": N_("Change the answer to: {prompt}"),
    "finish": N_("See the result"),
    "no_result": N_(
        "A result needs at least one answer other than “I do not know” and “It does not apply to my practice”."
    ),
    "later": N_("You stopped here"),
    "later_kept": N_("Your answers are kept in this browser. Close the page, and open the same file to go on."),
    "later_gone": N_(
        "Nothing is kept: closing the page deletes your answers. To go on another day, save them as a file."
    ),
    "save": N_("Save the answers as a file"),
    "save_told": N_("The file is not encrypted. Keep it where only you can read it."),
    "print": N_("Print"),
    "delete": N_("Delete what is kept here"),
    "delete_sure": N_("Delete the answers that this browser keeps?"),
    "delete_told": N_("A file that you saved stays where it is."),
    "delete_yes": N_("Delete"),
    "deleted": N_("The answers are deleted. This browser keeps nothing of them."),
    "lost": N_(
        "This browser cannot keep your last answers: it is full, or does not allow it. You can go on; save the answers "
        "as a file before you close the page."
    ),
    "elsewhere": N_("Your answers were changed in another window"),
    "elsewhere_told": N_(
        "Nothing was written over. Go on with what the other window has kept, or save the answers of this window as a "
        "file first."
    ),
    "elsewhere_yes": N_("Use the other window's answers"),
    "own_words": N_("In your own words"),
    "nothing_yet": N_("Nothing yet"),
    "nothing_written": N_("Nothing was written here."),
    "review_day": N_("Choose a day from today on, such as {day}."),
    "record_read": N_("Read and save the record of your decision"),
    "record_save": N_("Save the record as a file"),
    "still_missing": N_("Still missing"),
    "record_title": N_("Record of your decision"),
    "record_of": N_("Record of {day}, for its author's own use."),
    "answers": N_("Answers"),
    "record": N_(
        "The saved file holds your words too. Somebody who has the program ethics-audit can make a text file of the "
        "record from it."
    ),
}
_RESULT = {
    "result": N_("Your result"),
    "band": N_("The band is {band}."),
    "band_provisional": N_(
        "The band is {band} for now. What is still open could make it anything from {low} to {high}."
    ),
    "band_open": N_("Too much is open to name a band. It is at least {low}, and at most {high}."),
    "bands": N_(
        "Bands go from low through moderate and high to critical: the higher, the sooner something must change."
    ),
    "score": N_("{score} of 100 ({ends})"),
    "range": N_("{low} to {high} once everything is answered"),
    "score_name": N_("Score"),
    "range_name": N_("Range"),
    "reasons": N_("Why this band"),
    "by_score": N_("The score of {score} is in the band {band} (from {start} up to {end})."),
    "by_score_top": N_("The score of {score} is in the band {band} (from {start})."),
    "by_flags": N_(
        "Red flags: {count}; they stand first on this page. The band is at least {band}, whatever the score."
    ),
    "by_gravity": N_("“{prompt}”: the gap can do {harm}, so {domain} is at least {band}, whatever its score."),
    "by_weakest": N_("{domain} is {band}, so the whole is at least {least}: a good average hides no weak domain."),
    "by_missing": N_("Open questions: {count}."),
    "domains": N_("Domains"),
    "domain_open": N_("at least {band}"),
    "domain_provisional": N_("{band} for now"),
    "domain_none": N_("does not apply"),
    "next": N_("What to do next"),
    "answer": N_("Answer"),
    "but": N_("But"),
    "because": N_("Why"),
    "behind": N_("Why, and where it is written"),
    "as_of": N_("As of {day}."),
    "do": N_("Do"),
    "sections": N_("See"),
    "more_gaps": N_("The other gaps: {count}"),
    "no_gaps": N_(
        "No gap was reported. That is good to hear; everybody overlooks something, so go through it with somebody."
    ),
    "all_best": N_(
        "Every answer is the best one. That may well be so; but nearly everybody sees their own practice in a kinder "
        "light than others would, and nobody notices it from inside. Go through it with somebody you trust, and try "
        "the short cases: they look at it from another side."
    ),
    "best": N_("What is at its best"),
    "find_out": N_("What to find out"),
    "more_open": N_("The other open questions: {count}"),
    "did_not_arise": N_("What did not come up"),
    "did_not_arise_told": N_(
        "Events that did not come up: {count} of {all}. Nobody sees everything: look again at the ones that come up "
        "for most clinicians."
    ),
    "afterwards": N_(
        "Somebody who has the program ethics-audit can keep the saved file beside other quarters, and make the full "
        "report of it."
    ),
    "since": N_("Since the earlier audit"),
    "since_band": N_("The band is {now}; it was {before}."),
    "band_unknown": N_("not known yet"),
    "better_answers": N_("Better answers"),
    "worse_answers": N_("Worse answers"),
    "details": N_("Details"),
    "definition": N_("{audit} {version}, definition {digest}"),
}
_READING = {
    "not_file": N_("This file cannot be used"),
    "not_json": N_("It is not a file that this page saved. Nothing was changed."),
    "other_audit": N_("It answers “{given}”, and this page asks “{wanted}”. Nothing was changed."),
    "other_edition": N_("It answers version {given}, and this page asks version {wanted}. Nothing was changed."),
    "wrong_fact": N_("It names a fact of the practice that is not known: {given}."),
    "wrong_item": N_("It answers a question that is not asked here: {item}."),
    "wrong_answer": N_("{item}: expected one of {allowed}; the file has {given}."),
    "wrong_rest": N_("Other mistakes: {count}. Nothing was changed."),
}


def words(audit: Audit) -> dict[str, object]:
    """Return the words of the page in the current language: text by name, and lists by severity and effort."""
    named = {**_BEGINNING, **_ASKING, **_ENDING, **_RESULT, **_READING, "ends": ENDS[audit.kind]}
    return {
        **{name: gettext(text) for name, text in named.items()},
        "harms": {severity: gettext(text) for severity, text in HARMS.items()},
        "efforts": [gettext(text) for text in EFFORTS],
    }
