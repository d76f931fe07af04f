/** An invite's way through the pages: checks, the room, and how it ended. */
import { type Signal, useSignal } from "@preact/signals";
import type { ComponentType } from "preact";
import { useEffect, useMemo } from "preact/hooks";
import { readClaims } from "../../core/invite";
import { isOpenElsewhere, lessonKey, takeOver } from "../../core/one-tab";
import { Devices } from "../../media/devices";
import type { ErrorCode } from "../../protocol";
import { type InviteInfo, readInvite } from "../../session/api";
import { openTabs, storage, timers } from "../../session/browser";
import { goOnWith, hasEntered, roomMemory, setEntered, takeInvite } from "../../session/invite-store";
import { sendLeftovers } from "../../session/leftovers";
import { lazy } from "../../ui/lazy";
import { EndPage } from "../ending";
import { NotSecurePage } from "../not-secure";
import { JoinPage } from "./join-page";
import { OtherTabPage } from "./other-tab";

export interface RoomProps {
  token: string;
  devices: Devices;
  teacher: string | null;
  onEnd: (reason: ErrorCode) => void;
}

/** The room's code comes while the person checks their devices: nobody waits for it at the door. */
const loadRoom = () => import("../lesson/room-page").then(({ RoomPage }) => RoomPage);

// Loaded anew in the middle of a lesson, a page fetches the room beside its words, not after them.
if (hasEntered()) void loadRoom().catch(() => {});

const After = lazy(async () => (await import("../after/after")).After);
/** The lesson goes on in another tab, or is about to here: nothing is left behind yet. */
const GOES_ON: ReadonlySet<ErrorCode> = new Set(["replaced", "version", "refused", "lesson_full"]);

export function JoinApp() {
  const token = useSignal(useMemo(takeInvite, []));
  const goOn = (next: string) => {
    goOnWith(next);
    token.value = next;
  };
  if (!token.value) return <EndPage reason="no_invite" />;
  if (!window.isSecureContext) return <NotSecurePage />;
  return <Invited key={token.value} token={token.value} onNext={goOn} />;
}

/** `atDoor`: the invite opens nothing any more, so there is nothing of a lesson to take along either. */
type Stage = "checks" | "elsewhere" | "room" | { ended: ErrorCode; atDoor?: boolean };

function Invited({ token, onNext }: { token: string; onNext: (token: string) => void }) {
  const claims = useMemo(() => readClaims(token), [token]);
  const devices = useMemo(() => new Devices(storage("localStorage"), storage("sessionStorage")), []);
  const info = useSignal<InviteInfo | null>(null);
  const stage = useSignal<Stage>(hasEntered() ? "room" : "checks");
  const Room = useRoom();

  useReturn(stage, devices, claims.role !== "observer");
  useDoor(token, stage, info);
  const checking = stage.value === "checks";
  useEffect(() => (checking ? sendLeftovers(token) : undefined), [checking, token]);

  const enter = () => {
    setEntered(true);
    stage.value = "room";
  };
  const end = (reason: ErrorCode) => {
    setEntered(false);
    devices.close();
    stage.value = { ended: reason };
  };
  // Who was in before has done the checks; the click is enough to open everything again.
  const again = async () => {
    if (claims.role !== "observer") await devices.openWanted();
    enter();
  };

  // The other tab's place in the lesson comes along: nobody has to be let in twice.
  const takeHere = async () => {
    const tabs = openTabs();
    const memory = tabs && (await takeOver(tabs, lessonKey(token), timers.after));
    if (memory) roomMemory().save(memory);
    await again();
  };

  if (stage.value === "elsewhere") return <OtherTabPage onHere={takeHere} />;
  if (stage.value === "checks")
    return <JoinPage claims={claims} info={info.value} devices={devices} onEnter={enter} />;
  if (typeof stage.value === "object") {
    const { ended, atDoor = false } = stage.value;
    return (
      <EndPage reason={ended} onAgain={again} teacher={claims.role === "teacher"}>
        {!atDoor && !GOES_ON.has(ended) && <After token={token} role={claims.role} onNext={onNext} />}
      </EndPage>
    );
  }
  if (!Room.value) return null;
  return <Room.value token={token} devices={devices} teacher={info.value?.teacher ?? null} onEnd={end} />;
}

/**
 * Before anybody is asked for a microphone: whom the invite leads to, or why it leads nowhere any more; and
 * whether another tab of this browser is in the lesson already.
 */
function useDoor(token: string, stage: Signal<Stage>, info: Signal<InviteInfo | null>): void {
  useEffect(() => {
    const elsewhere = askOtherTab(token, stage);
    void readInvite(token).then(async (told) => {
      if (typeof told !== "string") {
        info.value = told;
        return;
      }
      // A lesson may outlast its invite: then it goes on in the tab that is in it.
      if (told === "token_expired" && (await elsewhere)) return;
      if (stage.peek() === "checks") stage.value = { ended: told, atDoor: true };
    });
  }, [token]);
}

async function askOtherTab(token: string, stage: Signal<Stage>): Promise<boolean> {
  const tabs = stage.peek() === "checks" ? openTabs() : null;
  const elsewhere = tabs !== null && (await isOpenElsewhere(tabs, lessonKey(token), timers.after));
  if (elsewhere && stage.peek() === "checks") stage.value = "elsewhere";
  return elsewhere;
}

function useRoom(): Signal<ComponentType<RoomProps> | null> {
  const room = useSignal<ComponentType<RoomProps> | null>(null);
  useEffect(() => {
    void loadRoom().then((page) => {
      room.value = page;
    });
  }, []);
  return room;
}

/** A page that was reloaded in the middle of a lesson takes its devices up again by itself. */
function useReturn(stage: Signal<Stage>, devices: Devices, sends: boolean): void {
  useEffect(() => {
    if (stage.peek() === "room" && sends) void devices.openWanted();
  }, []);
}
