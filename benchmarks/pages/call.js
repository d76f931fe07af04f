// A call as any video call makes it: one RTCPeerConnection, the microphone in, an audio element out.
// `least`: no processing, ten-millisecond packets, and as little buffered as the browser can be asked for.
(() => {
  const pc = new RTCPeerConnection();
  let least = false;

  pc.addEventListener("track", ({ receiver, streams }) => {
    if (least) receiver.jitterBufferTarget = 0;
    const ear = new Audio();
    ear.srcObject = streams[0];
    document.body.append(ear);
    void ear.play();
  });

  const speak = async (wish) => {
    least = wish.least;
    const processing = !least;
    const microphone = await navigator.mediaDevices.getUserMedia({
      audio: { echoCancellation: processing, noiseSuppression: processing, autoGainControl: processing },
    });
    for (const track of microphone.getTracks()) pc.addTrack(track, microphone);
  };

  // The whole description at once: whoever calls here hands it over by other means than a signalling server.
  const describe = async (description) => {
    const gathered = new Promise((resolve) => {
      pc.addEventListener("icegatheringstatechange", () => pc.iceGatheringState === "complete" && resolve());
    });
    await pc.setLocalDescription(description);
    await gathered;
    return pc.localDescription.sdp;
  };

  const quick = (sdp) => (least ? sdp.replace(/(a=fmtp:\d+ minptime=10[^\r\n]*\r\n)/, "$1a=ptime:10\r\n") : sdp);

  window.__call = {
    offer: async (wish) => {
      await speak(wish);
      return describe(await pc.createOffer());
    },
    answer: async ({ sdp, ...wish }) => {
      least = wish.least;
      await pc.setRemoteDescription({ type: "offer", sdp: quick(sdp) });
      await speak(wish);
      return describe(await pc.createAnswer());
    },
    accept: (sdp) => pc.setRemoteDescription({ type: "answer", sdp: quick(sdp) }),
    connected: () => pc.connectionState === "connected",
  };
})();
