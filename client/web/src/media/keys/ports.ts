/** The browser's MIDI ports: asked for when the person switches their keyboard on, and not before. */

export interface KeyPort {
  id: string;
  name: string;
}

export interface KeyPorts {
  inputs: () => KeyPort[];
  outputs: () => KeyPort[];
  /** Tells of what is pressed until the returned function is called; times are ours, s. */
  listen: (id: string, tell: (data: Uint8Array, pressedS: number) => void) => () => void;
  /** Plays at our time `atS`; at once where that is over. False: no such port. */
  play: (id: string, event: readonly number[], atS: number) => boolean;
  onChange: (() => void) | null;
}

/** `refused`: the person or the browser said no; `missing`: this browser has no MIDI. */
export type PortsFound = KeyPorts | "refused" | "missing";

export async function openPorts(): Promise<PortsFound> {
  if (typeof navigator.requestMIDIAccess !== "function") return "missing";
  try {
    return wrap(await navigator.requestMIDIAccess({ sysex: false }));
  } catch {
    return "refused";
  }
}

function wrap(access: MIDIAccess): KeyPorts {
  const ports: KeyPorts = {
    inputs: () => named(access.inputs),
    outputs: () => named(access.outputs),
    listen(id, tell) {
      const input = access.inputs.get(id);
      if (!input) return () => {};
      input.onmidimessage = ({ data, timeStamp }) => {
        if (data) tell(data, timeStamp / 1000);
      };
      return () => {
        input.onmidimessage = null;
        void input.close();
      };
    },
    play(id, event, atS) {
      const output = access.outputs.get(id);
      if (output?.state !== "connected") return false;
      output.send([...event], Math.max(0, atS * 1000));
      return true;
    },
    onChange: null,
  };
  access.onstatechange = () => ports.onChange?.();
  return ports;
}

function named(ports: MIDIInputMap | MIDIOutputMap): KeyPort[] {
  const found: KeyPort[] = [];
  for (const { id, name, state } of ports.values())
    if (state === "connected") found.push({ id, name: name ?? id });
  return found;
}
