/** What the parts of a shared post are called. */
import { date, figure, type PlainKey, t } from "../../i18n";
import type { PostState } from "../../session/posts";

export const POST_STATES: Record<PostState, PlainKey> = {
  composed: "post.state.composed",
  advertised: "post.state.advertised",
  over: "post.state.over",
  filled: "post.state.filled",
  withdrawn: "post.state.withdrawn",
};

export function percent(share: number): string {
  return t("post.percent", { share: figure(share) });
}

export function day(iso: string): string {
  return date(Date.parse(`${iso}T12:00:00`) / 1000);
}

/** A day so many days from now, as a field takes it. */
export function inDays(days: number): string {
  const at = new Date();
  at.setDate(at.getDate() + days);
  const two = (value: number) => String(value).padStart(2, "0");
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
}
