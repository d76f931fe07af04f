import { describe, expect, test } from "vitest";
import { Inbox, Outbox } from "./durable";

describe("the outbox", () => {
  test("numbers from one and keeps what is not acknowledged", () => {
    const outbox = new Outbox();
    outbox.add({ type: "admit", participant: "p1" });
    outbox.add({ type: "admit", participant: "p2" });
    outbox.add({ type: "leave" });
    outbox.acknowledged(2);
    expect(outbox.waiting).toEqual([{ type: "leave", seq: 3 }]);
  });

  test("drops words about old connections when the room counts anew, and renumbers the rest", () => {
    const outbox = new Outbox();
    outbox.add({ type: "connection_state", connection: "c1", state: "up" });
    outbox.add({ type: "description", connection: "c1", kind: "offer", sdp: "v=0" });
    outbox.add({ type: "set_profile", profile: "duet" });
    outbox.restart();
    expect(outbox.waiting).toEqual([{ type: "set_profile", profile: "duet", seq: 1 }]);
    expect(outbox.add({ type: "leave" }).seq).toBe(2);
  });

  test("of a page loaded anew counts on from what the room has seen", () => {
    const outbox = new Outbox();
    outbox.add({ type: "leave" });
    outbox.countFrom(7);
    expect(outbox.waiting).toEqual([{ type: "leave", seq: 8 }]);
  });

  test("resumed in the middle keeps only what the room has not seen", () => {
    const outbox = new Outbox();
    outbox.add({ type: "admit", participant: "p1" });
    outbox.add({ type: "admit", participant: "p2" });
    outbox.acknowledged(1);
    expect(outbox.waiting.map(({ seq }) => seq)).toEqual([2]);
  });
});

describe("the inbox", () => {
  test("takes each number once and in order", () => {
    const inbox = new Inbox();
    expect([1, 2, 2, 1, 4, 3].map((seq) => inbox.arrived(seq))).toEqual([
      "new",
      "new",
      "again",
      "again",
      "gap",
      "new",
    ]);
    expect(inbox.seen).toBe(3);
  });
});
