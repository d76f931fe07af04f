/** What the parts of an agreement are called. */
import type { PlainKey } from "../../i18n";
import type { AgreementState, Bears, Form } from "../../session/borders";

export const FORM_NAMES: Record<Form, PlainKey> = {
  bought_hours: "agreement.form.bought",
  joint_post: "agreement.form.post",
  exchange: "agreement.form.exchange",
  pool: "agreement.form.pool",
};

export const STATE_NAMES: Record<AgreementState, PlainKey> = {
  draft: "agreement.state.draft",
  agreed: "agreement.state.agreed",
  in_force: "agreement.state.inForce",
  lapsed: "agreement.state.lapsed",
  ended: "agreement.state.ended",
};

export const BEARS_NAMES: Record<Bears, PlainKey> = {
  taker: "agreement.bears.taker",
  giver: "agreement.bears.giver",
  half: "agreement.bears.half",
};

/** Forms in which shares count. */
export const SHARED: readonly Form[] = ["joint_post", "pool"];
