/** How our own relay is reached, where a connection goes by one. */
export type RelayWay = "udp" | "tcp" | "tls";

export async function relayWay(connection: RTCPeerConnection | undefined): Promise<RelayWay | null> {
  const report = await connection?.getStats().catch(() => null);
  if (!report) return null;
  const all = [...(report.values() as Iterable<Record<string, unknown>>)];
  const transport = all.find(({ type }) => type === "transport");
  const pair = all.find(({ id }) => id === transport?.selectedCandidatePairId);
  const local = all.find(({ id }) => id === pair?.localCandidateId);
  if (local?.candidateType !== "relay") return null;
  return local.relayProtocol === "tcp" || local.relayProtocol === "tls" ? local.relayProtocol : "udp";
}
