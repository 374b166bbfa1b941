import { useEffect, useRef, useState } from "react";
import { cache, call, type Problem } from "../data";
import { openMicrophone, type Microphone } from "./microphone";
import type { VoiceIntake, VoiceTurn } from "./shapes";
import { place } from "./turns";

export type Phase = "idle" | "connecting" | "listening" | "paused" | "reconnecting" | "finishing" | "leaving";

type Told =
  | { type: "listening" | "unanswered" | "almost_over" }
  | { type: "speech"; on: boolean }
  | { type: "time"; seconds: number }
  | { type: "delta"; item: string; text: string }
  | { type: "turns"; turns: VoiceTurn[]; repeat: string[] }
  | { type: "turn"; turn: VoiceTurn }
  | { type: "answers"; answers: Record<string, string>; whole: boolean }
  | { type: "ended"; why: string; says: string; final: boolean };

// The place is free again at most fifteen seconds after a connection was lost.
const waits = [500, 2_000, 5_000, 10_000];

// Longer than the last words are waited for.
const parting = 5_000;

const gone =
  "The connection was lost and did not come back. What was said so far is kept: start again, or type the rest.";

/**
 * Why the gateway ended the connection for good, and the way on. Undefined: it was lost, or the gateway
 * stops (1001) and another takes over; the page then joins again.
 */
export function farewell(code: number, listened: boolean): string | undefined {
  switch (code) {
    case 4401:
      return "You were signed out, so the microphone is off. What was said so far is kept: sign in and go on.";
    case 4403:
      return "An operator began to view this account, so the microphone is off. Activity says who and why. What was said so far is kept: start again when you want to go on.";
    case 4429:
      return listened
        ? "Thirty minutes are over. What was said so far is kept: confirm what was heard, and type the rest."
        : "This account listens in two places already, and more is not possible. Stop one of them and start again, or type your answers.";
    default:
      return undefined;
  }
}

/** Where a page that has joined stands, and what it tells first: the new connection knows of neither a pause nor a finish. */
export function joined(finishing: boolean, paused: boolean, rested: boolean): [Phase, string?] {
  if (finishing) return ["finishing", "finish"];
  if (paused) return ["paused", "pause"];
  return rested ? ["listening", "resume"] : ["listening"];
}

/** A spoken intake: the microphone is off until `start`, and off again after `stop`, an end, or leaving the page. */
export function useVoice(icp: string) {
  const [phase, setPhase] = useState<Phase>("idle");
  const [turns, setTurns] = useState<VoiceTurn[]>([]);
  const [level, setLevel] = useState(0);
  const [speaking, setSpeaking] = useState(false);
  const [seconds, setSeconds] = useState(0);
  const [repeat, setRepeat] = useState<string[]>([]);
  const [lost, setLost] = useState(false);
  const [said, say] = useState<string>();
  const [unanswered, setUnanswered] = useState(false);
  const [asked, setAsked] = useState<string[]>([]);
  const [heard, setHeard] = useState<Record<string, string>>({});
  const [whole, setWhole] = useState(false);
  const [almostOver, setAlmostOver] = useState(false);
  const [refused, refuse] = useState<"microphone">();
  const [problem, setProblem] = useState<Problem | Error>();
  const socket = useRef<WebSocket>(undefined);
  const microphone = useRef<Microphone>(undefined);
  const live = useRef(false);
  const paused = useRef(false);
  const rested = useRef(false);
  const finishing = useRef(false);
  const leaving = useRef(false);
  const path = `/scope/icps/${icp}/voice-intake`;

  const off = (now: Phase = "idle") => {
    live.current = false;
    microphone.current?.stop();
    microphone.current = undefined;
    socket.current?.close();
    socket.current = undefined;
    setLevel(0);
    setSpeaking(false);
    setPhase(now);
    // From now on the page shows what is kept; while that cannot be read, what was shown stays.
    void cache.invalidateQueries({ queryKey: [path] }, { throwOnError: true }).then(
      () => !live.current && setTurns([]),
      () => undefined,
    );
  };
  const left = useRef(off);
  left.current = off;
  useEffect(() => () => left.current(), []);

  const join = (id: string, attempt: number) => {
    const address = new URL(`/api/scope/voice?intake=${id}`, location.href);
    address.protocol = address.protocol === "https:" ? "wss:" : "ws:";
    const opened = new WebSocket(address);
    socket.current = opened;
    let failed = attempt;
    let listened = false;
    const again = (why: string) => {
      if (!live.current || socket.current !== opened) return;
      const wait = waits[failed];
      if (wait === undefined || leaving.current) {
        off();
        say(why);
        return;
      }
      setPhase("reconnecting");
      if (listened) setLost(true);
      setTimeout(() => live.current && socket.current === opened && join(id, failed + 1), wait);
    };
    opened.onmessage = (event: MessageEvent<string>) => {
      const told = JSON.parse(event.data) as Told;
      switch (told.type) {
        case "listening": {
          failed = 0;
          listened = true;
          const [now, first] = joined(finishing.current, paused.current, rested.current);
          setPhase(now);
          if (first) opened.send(JSON.stringify({ type: first }));
          break;
        }
        case "speech":
          setSpeaking(told.on);
          break;
        case "time":
          setSeconds(told.seconds);
          break;
        case "delta":
          setTurns((all) =>
            all.map((one) =>
              one.item === told.item && one.state === "waiting"
                ? { ...one, text: one.text + told.text }
                : one,
            ),
          );
          break;
        case "turns":
          setTurns(told.turns);
          setRepeat(told.repeat);
          break;
        case "turn":
          setUnanswered(false);
          setTurns((all) => place(all, told.turn));
          if (!told.turn.ours && told.turn.state === "written") {
            setRepeat([]);
            setLost(false);
          }
          break;
        case "answers":
          setHeard(told.answers);
          setWhole(told.whole);
          if (told.whole && !rested.current) {
            // Nothing is left to ask, so nothing more is sent until the person wants to add something.
            rested.current = true;
            paused.current = true;
            setLevel(0);
            setPhase("paused");
          }
          break;
        case "almost_over":
          setAlmostOver(true);
          break;
        case "unanswered":
          setUnanswered(true);
          break;
        case "ended":
          if (told.why === "lost") again(told.says);
          else {
            off();
            if (told.why !== "finished" && told.why !== "stopped") say(told.says);
          }
          break;
      }
    };
    opened.onclose = ({ code }) => {
      if (socket.current !== opened || !live.current) return;
      const end = farewell(code, listened);
      // After a loss it may be our own connection that is still counted.
      if (!end || (code === 4429 && attempt > 0 && !listened)) {
        again(end ?? gone);
        return;
      }
      off();
      say(end);
    };
  };

  const start = async () => {
    say(undefined);
    refuse(undefined);
    setProblem(undefined);
    setUnanswered(false);
    setWhole(false);
    setAlmostOver(false);
    setPhase("connecting");
    paused.current = false;
    rested.current = false;
    finishing.current = false;
    leaving.current = false;
    setLost(false);
    let intake: VoiceIntake;
    try {
      intake = await call<VoiceIntake>("POST", `/scope/icps/${icp}/voice-intakes`, { consent: true });
    } catch (error) {
      setProblem(error as Problem);
      setPhase("idle");
      return;
    }
    setTurns(intake.turns);
    setRepeat(intake.repeat);
    setAsked(intake.asked);
    setHeard(
      Object.fromEntries([
        ...Object.entries(intake.toConfirm).map(([key, { text }]) => [key, text] as const),
        ...intake.passed.map((key) => [key, ""] as const),
      ]),
    );
    setSeconds(intake.seconds);
    live.current = true;
    try {
      const opened = await openMicrophone(
        (sound, now) => {
          setLevel(paused.current ? 0 : now);
          if (!paused.current && socket.current?.readyState === WebSocket.OPEN) socket.current.send(sound);
        },
        () => {
          left.current();
          say("The microphone is gone. Plug it in again, or type your answers.");
        },
      );
      // The page may have been left while the browser asked.
      if (!live.current) return opened.stop();
      microphone.current = opened;
    } catch {
      off();
      refuse("microphone");
      return;
    }
    join(intake.id!, 0);
  };

  const tell = (type: "pause" | "resume" | "finish" | "ask" | "stop") => {
    if (socket.current?.readyState === WebSocket.OPEN) socket.current.send(JSON.stringify({ type }));
  };
  return {
    phase,
    turns,
    level,
    speaking,
    seconds,
    said,
    unanswered,
    repeat,
    /** The connection was lost since the person last said something that arrived. */
    lost,
    heard,
    /** The question that is being asked now. */
    asking:
      phase === "idle" || phase === "finishing" || phase === "leaving"
        ? undefined
        : asked.find((key) => !(key in heard)),
    whole,
    almostOver,
    refused,
    problem,
    start: () => void start(),
    /** The microphone goes off at once; the words of what was said last are waited for, a few seconds at most. */
    stop: () => {
      const open = socket.current;
      if (!open || (phase !== "listening" && phase !== "paused")) {
        off();
        return;
      }
      microphone.current?.stop();
      microphone.current = undefined;
      setLevel(0);
      setPhase("leaving");
      leaving.current = true;
      tell("stop");
      setTimeout(() => socket.current === open && off(), parting);
    },
    pause: (on: boolean) => {
      paused.current = on;
      tell(on ? "pause" : "resume");
      setPhase(on ? "paused" : "listening");
    },
    ask: () => {
      setUnanswered(false);
      tell("ask");
    },
    /** The microphone goes off at once; the answers come from what was said. */
    finish: () => {
      microphone.current?.stop();
      microphone.current = undefined;
      setLevel(0);
      setPhase("finishing");
      finishing.current = true;
      tell("finish");
    },
  };
}
