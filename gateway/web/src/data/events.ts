import { useEffect, useRef, useState } from "react";
import { Problem, problemOf } from "./problem";
import { pageHeaders } from "./viewing";

export interface ServerEvent {
  id?: string;
  event: string;
  data: string;
}

/** Takes a text/event-stream apart, however its bytes are cut. */
export class EventReader {
  private rest = "";
  private id?: string;
  private event = "";
  private data: string[] = [];

  /** The events that are complete after this piece. */
  read(piece: string): ServerEvent[] {
    const done: ServerEvent[] = [];
    const lines = (this.rest + piece).split(/\r\n|\n|\r(?!$)/);
    this.rest = lines.pop() ?? "";
    for (const line of lines) {
      if (line === "") {
        if (this.data.length > 0) {
          done.push({ id: this.id, event: this.event || "message", data: this.data.join("\n") });
        }
        this.event = "";
        this.data = [];
        continue;
      }
      const colon = line.indexOf(":");
      const field = colon < 0 ? line : line.slice(0, colon);
      const value = colon < 0 ? "" : line.slice(colon + 1).replace(/^ /, "");
      if (field === "event") this.event = value;
      else if (field === "data") this.data.push(value);
      else if (field === "id") this.id = value;
    }
    return done;
  }
}

export type StreamState = "connecting" | "open" | "retrying" | "closed" | "gone";

interface EventOptions {
  /** Nothing is read while this is set. */
  off?: boolean;
  /** Begin after this event. */
  after?: string;
  /** The event that ends the stream; after it nothing is asked again. */
  until?: string | string[];
}

/**
 * Follows a stream of server-sent events: `useEvents(`/scope/icps/${id}/events`, (event) => …)`.
 * A broken connection goes on after the last event that came (Last-Event-ID). After three failures
 * in a row the state is "gone": the page then asks by `useGet(…, { every: 5000 })`, and the stream
 * is tried again every 30 seconds.
 */
export function useEvents(
  path: string,
  onEvent: (event: ServerEvent) => void,
  { off, after, until }: EventOptions = {},
): StreamState {
  const [state, setState] = useState<StreamState>("connecting");
  const handler = useRef(onEvent);
  handler.current = onEvent;
  const ends = useRef<string[]>([]);
  ends.current = until === undefined ? [] : Array.isArray(until) ? until : [until];
  const first = useRef(after);
  first.current = after;

  useEffect(() => {
    if (off) return;
    const stop = new AbortController();
    let last = first.current;

    const follow = async () => {
      let failures = 0;
      while (!stop.signal.aborted) {
        try {
          const headers: Record<string, string> = { Accept: "text/event-stream", ...pageHeaders() };
          if (last) headers["Last-Event-ID"] = last;
          const answer = await fetch(`/api${path}`, { headers, signal: stop.signal });
          if (answer.status === 204) return setState("closed");
          if (!answer.ok || !answer.body) {
            const problem = problemOf(answer.status, undefined);
            if (!problem.away && answer.status !== 429) return setState("gone");
            throw problem;
          }
          setState("open");
          failures = 0;
          const reader = new EventReader();
          const decoder = new TextDecoder();
          const bytes = answer.body.getReader();
          for (;;) {
            const { done, value } = await bytes.read();
            if (done) break;
            for (const event of reader.read(decoder.decode(value, { stream: true }))) {
              if (event.id) last = event.id;
              handler.current(event);
              if (ends.current.includes(event.event)) {
                stop.abort();
                return setState("closed");
              }
            }
          }
        } catch (error) {
          if (stop.signal.aborted) return;
          if (!(error instanceof Problem || error instanceof TypeError || error instanceof DOMException))
            throw error;
          failures++;
        }
        setState(failures >= 3 ? "gone" : "retrying");
        await pause(failures >= 3 ? 30_000 : 500 * 2 ** failures, stop.signal);
      }
    };
    void follow();
    return () => stop.abort();
  }, [path, off]);

  return state;
}

function pause(milliseconds: number, signal: AbortSignal) {
  return new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, milliseconds);
    signal.addEventListener("abort", () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
