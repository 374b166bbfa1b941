import { call } from "../data";

/** Counts down what the server wrote into the bar, by the time that passes here: two clocks differ. */
export function countDown() {
  const line = document.querySelector<HTMLElement>(".lf-viewing-left");
  const says = line?.querySelector("span");
  if (!line || !says) return;
  const began = Date.now();
  setInterval(() => {
    const left = minutesLeft(Number(line.dataset.left), Date.now() - began);
    says.textContent = `${left} min left`;
    // The last word on the end is the server's: its refusal leads away, silence is asked again.
    if (left === 0) void call("GET", "/core/bootstrap").catch(() => {});
  }, 15_000);
}

export const minutesLeft = (seconds: number, passed: number) =>
  Math.max(0, Math.ceil((seconds - passed / 1000) / 60));
