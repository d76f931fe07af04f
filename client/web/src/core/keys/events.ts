/** What of a keyboard's MIDI goes to the other end; dsp/midi/events.py. */

export type KeyEvent = readonly number[];

const LENGTHS: Record<number, number> = { 128: 3, 144: 3, 160: 3, 176: 3, 208: 2, 224: 3 };
const [NOTE_OFF, NOTE_ON, CONTROL] = [0x80, 0x90, 0xb0];
const [FIRST_PEDAL, LAST_PEDAL] = [64, 69];

/** Notes, pedals, bend and pressure may go; programs, banks, modes and everything of the system may not. */
export function taken(event: KeyEvent): boolean {
  const [status = 0, first = 0] = event;
  const kind = status & 0xf0;
  if (status > 0xff || event.length !== LENGTHS[kind]) return false;
  if (!event.slice(1).every((one) => one >= 0 && one < 128)) return false;
  return kind !== CONTROL || (first !== 0 && first !== 32 && first < 120);
}

/** A whole message of Web MIDI, as it goes over; null: it stays here. A press without speed is a release. */
export function fromPort(data: ArrayLike<number>): KeyEvent | null {
  const event = Array.from(data);
  if (!taken(event)) return null;
  const [status = 0, key = 0, speed = 0] = event;
  return (status & 0xf0) === NOTE_ON && speed === 0 ? [NOTE_OFF | (status & 0x0f), key, 64] : event;
}

/** Which key (channel * 256 + its number) or pedal (+ 128) is held down or let go; null: nothing is. */
export function holds([status = 0, first = 0, second = 0]: KeyEvent): { code: number; down: boolean } | null {
  const kind = status & 0xf0;
  const channel = (status & 0x0f) << 8;
  if (kind === NOTE_OFF || kind === NOTE_ON)
    return { code: channel | first, down: kind === NOTE_ON && second > 0 };
  if (kind === CONTROL && first >= FIRST_PEDAL && first <= LAST_PEDAL)
    return { code: channel | 128 | (first - FIRST_PEDAL), down: second > 0 };
  return null;
}

export function releaseOf(code: number): KeyEvent {
  const number = code & 0xff;
  return number < 128
    ? [NOTE_OFF | (code >> 8), number, 0]
    : [CONTROL | (code >> 8), FIRST_PEDAL + number - 128, 0];
}
