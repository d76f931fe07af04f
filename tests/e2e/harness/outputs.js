// Records what the page itself plays through its audio contexts: clicks and tones, not the far end.
(() => {
  const connect = AudioNode.prototype.connect;
  const played = { samples: [], waiting: new Set() };
  const taps = new WeakMap();
  // A queue long enough that a busy page loses nothing; a script processor would.
  const QUEUE = 4000;
  const listen = async (track) => {
    const reader = new MediaStreamTrackProcessor({ track, maxBufferSize: QUEUE }).readable.getReader();
    for (let next = await reader.read(); !next.done; next = await reader.read()) {
      const sound = next.value;
      const block = new Float32Array(sound.numberOfFrames);
      sound.copyTo(block, { planeIndex: 0, format: "f32-planar" });
      played.samples.push({ block, rateHz: sound.sampleRate, cameS: (performance.timeOrigin + performance.now()) / 1000 });
      sound.close();
      for (const waiting of [...played.waiting]) waiting();
    }
  };
  const tapOf = (context) => {
    if (!taps.has(context)) {
      const node = context.createMediaStreamDestination();
      node.channelCount = 1;
      void listen(node.stream.getAudioTracks()[0]);
      taps.set(context, node);
    }
    return taps.get(context);
  };
  AudioNode.prototype.connect = function (to, ...rest) {
    const result = connect.call(this, to, ...rest);
    // The harness's own tap on the far end is a script processor too, and plays nothing.
    if (to instanceof AudioDestinationNode && !(this instanceof ScriptProcessorNode)) connect.call(this, tapOf(this.context));
    return result;
  };
  const framesSince = (first) => played.samples.slice(first).reduce((sum, { block }) => sum + block.length, 0);
  const secondsSince = (first) => framesSince(first) / (played.samples.at(-1)?.rateHz ?? 48000);
  const wholeSince = (first) => {
    const whole = new Float32Array(framesSince(first));
    let at = 0;
    for (const { block } of played.samples.slice(first)) {
      whole.set(block, at);
      at += block.length;
    }
    return whole;
  };
  // When samples were made, by the machine's own clock: of the blocks of a second the one least late tells it.
  const NEAR_S = 0.5;
  const clockOf = (first) => {
    let frames = 0;
    const blocks = played.samples.slice(first).map(({ block, rateHz, cameS }) => {
      const atS = frames / rateHz;
      frames += block.length;
      return { atS, zeroS: cameS - atS };
    });
    return (s) =>
      s + Math.min(...blocks.filter(({ atS }) => Math.abs(atS - s) < NEAR_S).map(({ zeroS }) => zeroS));
  };
  // Resolves with the next so many seconds as base64 of float32, and their rate, once something sounds.
  window.__recorded = (seconds) =>
    new Promise((done) => {
      let first = null;
      const look = () => {
        const block = played.samples.at(-1);
        if (first === null && block?.block.some((value) => Math.abs(value) > 0.01)) first = played.samples.length;
        if (first === null || secondsSince(first) < seconds) return;
        played.waiting.delete(look);
        const whole = wholeSince(first);
        const bytes = new Uint8Array(whole.buffer);
        let text = "";
        for (let i = 0; i < bytes.length; i += 0x8000) text += String.fromCharCode(...bytes.subarray(i, i + 0x8000));
        done({ rateHz: block.rateHz, samples: btoa(text) });
      };
      played.waiting.add(look);
    });
  // Resolves after so many more seconds with the times, s, at which a click began, and the pitch between.
  window.__played = (seconds) =>
    new Promise((done) => {
      const first = played.samples.length;
      const look = () => {
        if (secondsSince(first) < seconds) return;
        played.waiting.delete(look);
        const whole = wholeSince(first);
        const rateHz = played.samples.at(-1).rateHz;
        const onsets = [];
        let quietFor = rateHz;
        let crossings = 0;
        let before = 0;
        let peak = 0;
        whole.forEach((value, sample) => {
          if (Math.abs(value) > 0.02) {
            if (quietFor > rateHz * 0.05) onsets.push(sample / rateHz);
            quietFor = 0;
          } else quietFor += 1;
          if (before < 0 && value >= 0) crossings += 1;
          before = value;
          peak = Math.max(peak, Math.abs(value));
        });
        done({ onsets, clicksS: onsets.map(clockOf(first)), peak, hz: crossings / (whole.length / rateHz) });
      };
      played.waiting.add(look);
    });
})();
