import type { PlainKey } from "../../i18n";
import type { AccountRole } from "../../session/staff";

export const ROLE_NAMES: Record<AccountRole, PlainKey> = {
  teacher: "role.teacher",
  host: "role.host",
  guardian: "role.guardian",
  observer: "role.observer",
  coordinator: "role.coordinator",
  technician: "role.technician",
  admin: "role.admin",
};
