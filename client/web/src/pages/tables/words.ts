/** What tables, their fields and what is wrong with a row are called. */
import type { PlainKey } from "../../i18n";
import type { Kind } from "../../session/tables";

export const KIND_NAMES: Record<Kind, PlainKey> = {
  pupils: "tables.pupils",
  guardians: "tables.guardians",
  staff: "tables.staff",
  lessons: "tables.lessons",
  hours: "hours.title",
};

export const FIELD_NAMES: Record<string, PlainKey> = {
  id: "tables.field.id",
  name: "tables.field.name",
  minor: "tables.field.minor",
  email: "answer.email.field",
  roles: "people.roles",
  teacher: "tables.field.teacher",
  pupil: "tables.field.pupil",
  begins: "tables.field.begins",
  minutes: "hours.minutes",
  instrument: "need.subject",
  level: "timetable.level",
  place: "timetable.place",
  host: "tables.field.host",
  subjects: "card.subjects",
  languages: "card.languages",
  employers: "card.employers",
  offered: "card.offered",
  travels: "card.travels",
  travel_km: "card.km",
};

export const REASONS: Record<string, PlainKey> = {
  missing: "tables.wrong.missing",
  too_long: "tables.wrong.tooLong",
  no_name: "tables.wrong.name",
  no_address: "tables.wrong.address",
  no_date: "tables.wrong.date",
  no_number: "tables.wrong.number",
  no_yes_or_no: "tables.wrong.yes",
  no_role: "tables.wrong.role",
  twice: "tables.wrong.twice",
  address_changed: "tables.wrong.addressChanged",
  address_taken: "tables.wrong.addressTaken",
  unknown_teacher: "tables.wrong.teacher",
  unknown_pupil: "tables.wrong.pupil",
  people_changed: "tables.wrong.people",
  begun: "tables.wrong.begun",
  no_agreement: "tables.wrong.agreement",
  no_relay: "tables.wrong.relay",
  name_differs: "tables.wrong.nameDiffers",
  no_share: "card.employersWrong",
  no_count: "tables.wrong.count",
  too_many: "tables.wrong.tooMany",
  unknown_host: "tables.wrong.host",
  unknown_place: "tables.wrong.place",
  engaged: "tables.wrong.engaged",
};
