export interface Microphone {
  stop: () => void;
}

/** Opens the microphone; throws what the browser says when the person, or the machine, refuses it. */
export async function openMicrophone(
  hear: (sound: ArrayBuffer, level: number) => void,
  lost: () => void,
): Promise<Microphone> {
  const stream = await navigator.mediaDevices.getUserMedia({
    audio: { channelCount: 1, echoCancellation: true, noiseSuppression: true },
  });
  // OpenAI takes 24,000 samples a second and nothing else; the browser does the resampling.
  const context = new AudioContext({ sampleRate: 24_000 });
  const stop = () => {
    stream.getTracks().forEach((track) => track.stop());
    if (context.state !== "closed") void context.close();
  };
  try {
    await context.audioWorklet.addModule("/microphone.js");
    const worklet = new AudioWorkletNode(context, "microphone", { numberOfOutputs: 0 });
    worklet.port.onmessage = (event: MessageEvent<{ sound: ArrayBuffer; level: number }>) =>
      hear(event.data.sound, event.data.level);
    context.createMediaStreamSource(stream).connect(worklet);
    stream.getAudioTracks().forEach((track) => track.addEventListener("ended", lost));
    await context.resume();
  } catch (error) {
    stop();
    throw error;
  }
  return { stop };
}
