from __future__ import annotations

import re
from pathlib import Path

from server.db.tables import account, lesson, metadata, person
from server.privacy.holdings import belonging_tables

#: Found by references alone. A table that is missing here is new: does erasing a person take what it should?
OF_A_PERSON = {
    "agreement_teacher",
    "attendance",
    "code",
    "delivery",
    "erasure_wish",
    "guardian",
    "invite",
    "lesson_course",
    "lesson_host",
    "membership",
    "membership_role",
    "occurrence",
    "occurrence_pupil",
    "permission",
    "person",
    "person_alias",
    "pseudonym_key",
    "recording_stem",
    "reminder",
    "series_part",
    "series_learner",
    "series_host",
    "staff_card",
}
OF_AN_ACCOUNT = {
    "account",
    "account_link",
    "calendar_feed",
    "identity",
    "membership",
    "membership_role",
    "passkey",
    "place_wish",
    "reminder",
    "reminder_wish",
    "sign_in",
}
OF_A_LESSON = {
    "attendance",
    "code",
    "delivery",
    "invite",
    "lesson",
    "lesson_alias",
    "lesson_course",
    "lesson_host",
    "occurrence",
    "occurrence_pupil",
    "reading",
    "recording",
    "recording_stem",
    "reminder",
    "room_state",
}
#: Nobody's; why erasure need not look there.
NOBODYS = {
    "agreement": "no person",
    "agreement_approval": "no person",
    "agreement_party": "no person",
    "agreement_version": "offices in a decision of a public body, and no person's name",
    "api_key": "a program's way in, and no person's",
    "audit": "pseudonyms without their key",
    "column_mapping": "names of columns in another system's files",
    "dispute": "between municipalities about an entry of the ledger; its reason names no person",
    "dispute_word": "no person",
    "erasure": "hashes of random ids",
    "holiday": "no person",
    "ledger_entry": "minutes and money between municipalities; of a lesson a random id",
    "municipality": "no person",
    "node": "no person",
    "post": "an advertisement: about work, and about no person",
    "post_interest": "somebody who is no person here; erased by their own link, with a line in the list",
    "post_need": "no person",
    "post_part": "no person",
    "place": "a room's name",
    "place_key": "a room's",
    "place_limit": "from where on technicians are warned",
    "place_program": "when a room's program was heard of",
    "place_warning": "what is wrong with a room's network",
    "device_reading": "what a sound device in a room measured, by the device's own name; gone with the room",
    "readiness": "what a room's network was like",
    "retention": "no person",
    "secret": "no person",
    "series": "what comes back; with whom stands in series_part, series_learner and series_host",
    "settlement": "minutes and money between municipalities",
    "sign_in_step": "gone in minutes; erasure deletes those that are over",
    "term": "no person",
}


def test_every_table_stands_in_the_record_of_what_is_processed() -> None:
    told = (Path(__file__).resolve().parents[3] / "docs" / "DATA.md").read_text()
    assert [name for name in sorted(metadata.tables) if f"`{name}`" not in told] == []
    named = set(re.findall(r"`(\w+)`", told)) - set(metadata.tables)
    assert not {name for name in named if name.startswith(("series_", "place_", "post_", "agreement_"))}


def test_every_table_is_somebodys_or_has_a_reason_not_to_be() -> None:
    assert belonging_tables(person.c.id) == OF_A_PERSON
    assert belonging_tables(account.c.id) == OF_AN_ACCOUNT
    assert belonging_tables(lesson.c.id) == OF_A_LESSON
    known = OF_A_PERSON | OF_AN_ACCOUNT | OF_A_LESSON | set(NOBODYS)
    assert known == set(metadata.tables)
