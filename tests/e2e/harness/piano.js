// A digital piano on a cable: `piano.press(...)` is a key, `piano.played` is what it was given to play, and when.
window.piano = (() => {
  const input = {
    id: "in", name: "Digital Piano", state: "connected", onmidimessage: null, close: async () => {},
  };
  const piano = {
    asked: 0,
    played: [],
    press: (...data) => input.onmidimessage?.({ data: Uint8Array.from(data), timeStamp: performance.now() }),
  };
  const output = {
    id: "out", name: "Digital Piano", state: "connected",
    send: (data, atMs) => piano.played.push({ data: [...data], atMs }),
  };
  navigator.requestMIDIAccess = async () => {
    piano.asked += 1;
    return { inputs: new Map([["in", input]]), outputs: new Map([["out", output]]), onstatechange: null };
  };
  return piano;
})();
