// Runs beside the page: makes 16-bit sound of what the microphone hears, a tenth of a second at a time, and keeps nothing.
class Microphone extends AudioWorkletProcessor {
  constructor() {
    super();
    this.sound = new Int16Array(2400);
    this.length = 0;
    this.energy = 0;
  }

  process(inputs) {
    const heard = inputs[0][0];
    if (!heard) return true;
    for (const sample of heard) {
      const held = Math.max(-1, Math.min(1, sample));
      this.energy += held * held;
      this.sound[this.length++] = held < 0 ? held * 32768 : held * 32767;
      if (this.length === this.sound.length) {
        const level = Math.sqrt(this.energy / this.length);
        const sound = this.sound.buffer;
        this.port.postMessage({ sound, level }, [sound]);
        this.sound = new Int16Array(2400);
        this.length = 0;
        this.energy = 0;
      }
    }
    return true;
  }
}

registerProcessor("microphone", Microphone);
