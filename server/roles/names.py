"""The words that permissions are written in."""

from __future__ import annotations

from enum import StrEnum


class AccountRole(StrEnum):
    """What somebody is to one municipality; an account may be several things, and in several of them."""

    TEACHER = "teacher"
    HOST = "host"  # the adult beside the pupil
    GUARDIAN = "guardian"
    OBSERVER = "observer"  # always visible to those in the lesson
    COORDINATOR = "coordinator"
    TECHNICIAN = "technician"
    ADMIN = "admin"


class LessonState(StrEnum):
    """How far a lesson is. What concerns no lesson is asked with None."""

    PLANNED = "planned"  # its time has not come
    OPEN = "open"  # it can be entered and its time has come, or it has none
    OVER = "over"  # its invites have run out
    CLOSED = "closed"  # somebody revoked it


class Action(StrEnum):
    """What can be asked of a municipality."""

    # Of the municipality
    LIST_LESSONS = "list_lessons"
    PLAN_LESSON = "plan_lesson"
    PLAN_FOR_OTHERS = "plan_for_others"
    LIST_PEOPLE = "list_people"
    ADD_PERSON = "add_person"
    INVITE_GUARDIAN = "invite_guardian"
    SEE_STAFF_CARDS = "see_staff_cards"
    KEEP_STAFF_CARDS = "keep_staff_cards"
    KEEP_OWN_CARD = "keep_own_card"
    MANAGE_ACCOUNTS = "manage_accounts"
    SEE_SIGN_INS = "see_sign_ins"
    REVOKE_SIGN_INS = "revoke_sign_ins"
    SEE_DOCTOR = "see_doctor"
    SEE_READINESS = "see_readiness"
    MANAGE_PLACES = "manage_places"
    MEASURE_OWN_PLACES = "measure_own_places"
    MANAGE_PRIVACY = "manage_privacy"
    SEE_AGREEMENTS = "see_agreements"
    MANAGE_AGREEMENTS = "manage_agreements"
    SEE_HOURS = "see_hours"
    CONFIRM_HOURS = "confirm_hours"
    MANAGE_TIMETABLE = "manage_timetable"
    SEE_POSTS = "see_posts"
    MANAGE_POSTS = "manage_posts"
    EXCHANGE_TABLES = "exchange_tables"
    MANAGE_API_KEYS = "manage_api_keys"
    # Of one lesson
    SEE_LESSON = "see_lesson"
    ENTER_LESSON = "enter_lesson"
    COPY_INVITES = "copy_invites"
    INVITE_TO_LESSON = "invite_to_lesson"
    REVOKE_INVITE = "revoke_invite"
    CLOSE_LESSON = "close_lesson"


#: What is asked of one lesson; the others concern the municipality.
OF_A_LESSON = frozenset(
    {
        Action.SEE_LESSON,
        Action.ENTER_LESSON,
        Action.COPY_INVITES,
        Action.INVITE_TO_LESSON,
        Action.REVOKE_INVITE,
        Action.CLOSE_LESSON,
    }
)
