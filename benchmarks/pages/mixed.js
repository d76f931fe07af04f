// What a page's audio elements play, as they stand in the page: connected, running, not muted, at their volume. Mixed,
// at 48 kHz, from the first of them on; `window.__mixed(take)` has every block given to `take`.
(() => {
  const RATE = 48000;
  const BLOCK = 1024;
  const sources = new Map();
  const takers = [];
  let context = null;
  let mixed = null;
  const pass = (event) => {
    for (const take of takers) take(event);
    for (const [element, { gain }] of sources) {
      const plays = element.isConnected && !element.paused && !element.muted;
      gain.gain.value = plays ? element.volume : 0;
    }
  };
  const start = () => {
    context = new AudioContext({ sampleRate: RATE });
    mixed = context.createScriptProcessor(BLOCK, 1, 1);
    mixed.onaudioprocess = pass;
    mixed.connect(context.destination);
  };
  const property = Object.getOwnPropertyDescriptor(HTMLMediaElement.prototype, "srcObject");
  Object.defineProperty(HTMLMediaElement.prototype, "srcObject", {
    ...property,
    set(stream) {
      property.set.call(this, stream);
      if (this.tagName !== "AUDIO") return;
      if (!context) start();
      sources.get(this)?.source.disconnect();
      const source = context.createMediaStreamSource(stream);
      const gain = context.createGain();
      source.connect(gain).connect(mixed);
      sources.set(this, { source, gain });
    },
  });
  window.__mixed = (take) => takers.push(take);
})();
