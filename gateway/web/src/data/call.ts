import { offline, problemOf } from "./problem";
import { barIsMissing, leaveViewing, pageHeaders } from "./viewing";

/** An answer's body; `etag` stands beside the fields when the service gave one. */
export type Tagged<T> = T & { etag?: string };

export type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

export interface CallOptions {
  /** Sent as Idempotency-Key; the same key for a second try of the same act. */
  key?: string;
  signal?: AbortSignal;
  headers?: Record<string, string>;
}

/**
 * One request to our own gateway. `path` starts with the service: `/reach/campaigns`.
 * Throws a Problem for every refusal and when nobody answers.
 */
export async function call<T = unknown>(
  method: Method,
  path: string,
  body?: unknown,
  etag?: string,
  options: CallOptions = {},
): Promise<Tagged<T>> {
  const headers: Record<string, string> = {
    Accept: "application/json",
    ...pageHeaders(),
    ...options.headers,
  };
  if (etag) headers["If-Match"] = etag;
  if (method === "POST") headers["Idempotency-Key"] = options.key ?? crypto.randomUUID();
  const init: RequestInit = { method, headers, credentials: "same-origin", signal: options.signal };
  if (body instanceof FormData || body instanceof Blob) {
    init.body = body;
  } else if (body !== undefined) {
    headers["Content-Type"] = "application/json";
    init.body = JSON.stringify(body);
  }

  const answer = await ask(path, init);
  const json = await jsonOf(answer);
  const tag = answer.headers.get("ETag") ?? undefined;
  if (typeof json === "object" && json !== null && !Array.isArray(json) && tag) {
    return { ...json, etag: tag } as Tagged<T>;
  }
  return (json ?? {}) as Tagged<T>;
}

/** The bytes of a file, as a browser keeps them and never shows them. Throws like `call`. */
export async function fetchFile(path: string): Promise<Blob> {
  const answer = await ask(path, { headers: pageHeaders(), credentials: "same-origin" });
  try {
    return new Blob([await answer.arrayBuffer()], { type: "application/octet-stream" });
  } catch {
    throw offline(serviceOf(path));
  }
}

const serviceOf = (path: string) => path.split("/")[1] ?? "";

async function ask(path: string, init: RequestInit): Promise<Response> {
  let answer: Response;
  try {
    answer = await fetch(`/api${path}`, init);
  } catch (error) {
    if (init.signal?.aborted) throw error;
    throw offline(serviceOf(path));
  }

  if (barIsMissing(answer)) {
    location.reload();
    // Nothing of it is shown meanwhile.
    return new Promise<never>(() => {});
  }
  if (answer.ok) return answer;
  const problem = problemOf(answer.status, await jsonOf(answer), serviceOf(path));
  if (answer.status === 401) onSignedOut();
  if (problem.is("impersonation-ended")) leaveViewing();
  throw problem;
}

async function jsonOf(answer: Response): Promise<unknown> {
  const text = await answer.text();
  return /\bjson\b/.test(answer.headers.get("Content-Type") ?? "") && text ? parse(text) : undefined;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

let onSignedOut = () => {};

/** The shell says what happens when the session is over. */
export function whenSignedOut(act: () => void) {
  onSignedOut = act;
}
