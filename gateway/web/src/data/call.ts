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

  const service = path.split("/")[1] ?? "";
  let answer: Response;
  try {
    answer = await fetch(`/api${path}`, init);
  } catch (error) {
    if (options.signal?.aborted) throw error;
    throw offline(service);
  }

  if (barIsMissing(answer)) {
    location.reload();
    // Nothing of it is shown meanwhile.
    return new Promise<never>(() => {});
  }
  const text = await answer.text();
  const json = /\bjson\b/.test(answer.headers.get("Content-Type") ?? "") && text ? parse(text) : undefined;
  if (!answer.ok) {
    const problem = problemOf(answer.status, json, service);
    if (answer.status === 401) onSignedOut();
    if (problem.is("impersonation-ended")) leaveViewing();
    throw problem;
  }
  const tag = answer.headers.get("ETag") ?? undefined;
  if (typeof json === "object" && json !== null && !Array.isArray(json) && tag) {
    return { ...json, etag: tag } as Tagged<T>;
  }
  return (json ?? {}) as Tagged<T>;
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
