/** What was found on a network, as sentences. */
import type { Finding, Reached } from "../../core/reach";
import { figure, type PlainKey, t } from "../../i18n";

const PLAIN: Record<Exclude<Finding, "opened" | "thin">, PlainKey> = {
  no_socket: "network.found.noSocket",
  no_media: "network.found.noMedia",
  no_udp: "network.found.noUdp",
  relay: "network.found.relay",
  relay_tcp: "network.found.relayTcp",
  proxy: "network.found.proxy",
  uneven: "network.found.uneven",
  echo_only: "network.found.echoOnly",
};

export function findingText(finding: Finding, { openedBy, downKbps }: Reached): string {
  if (finding === "opened") return t("network.found.opened", { who: openedBy.join(", ") });
  if (finding === "thin") return t("network.found.thin", { kbps: figure(downKbps ?? 0) });
  return t(PLAIN[finding]);
}
