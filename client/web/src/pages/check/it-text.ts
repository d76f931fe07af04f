/** What to hand to whoever looks after a school's network: needs first, then what was found. */
import { findings, type Reached } from "../../core/reach";
import { dateTime, figure, t } from "../../i18n";
import type { Reach } from "../../session/api";
import { findingText } from "./findings";

export function itText(
  reached: Reached,
  reach: Reach | null,
  here: { origin: string; host: string; port: string; unixS: number },
): string {
  const lines = [
    t("it.intro"),
    `- ${t("it.web", { host: here.host, port: here.port })}`,
    ...(reach?.relays.length ? [`- ${t("it.relay", { relays: reach.relays.map(bare).join(", ") })}`] : []),
    `- ${t("it.direct")}`,
    `- ${t("it.policy", { origin: here.origin })}`,
    "",
    t("it.found", { origin: here.origin, when: dateTime(here.unixS) }),
    ...findings(reached).map((finding) => `- ${findingText(finding, reached)}`),
    ...(reached.rttMs === null ? [] : [`- ${tripsText(reached)}`]),
    ...(reach?.address ? [`- ${t("it.address", { address: reach.address })}`] : []),
  ];
  return lines.join("\n");
}

export function tripsText({ rttMs, spreadMs }: Reached): string {
  return t("network.trips", { ms: figure(rttMs ?? 0), spread: figure(spreadMs ?? 0) });
}

/** `turns:relay.example:5349?transport=tcp` -> `relay.example:5349 (TLS)`: what a firewall's rule is made of. */
function bare(url: string): string {
  const found = /^(turns?):([^?]+)(?:\?transport=(\w+))?$/.exec(url);
  if (!found) return url;
  const [, scheme, host, transport] = found;
  const by = scheme === "turns" ? "TLS" : (transport ?? "udp").toUpperCase();
  return `${host} (${by})`;
}
