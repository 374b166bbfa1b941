/** What a service says when it refuses (RFC 9457), or what we say when nobody answers. */
export class Problem extends Error {
  constructor(
    readonly status: number,
    readonly type: string,
    readonly title: string,
    readonly detail: string,
    /** By the field's name, as the form writes it. */
    readonly errors: Record<string, string[]> = {},
    readonly requestId?: string,
    /** Everything the answer held, for problems with parts of their own. */
    readonly more: Record<string, unknown> = {},
    /** The product that was asked: "reach". */
    readonly service = "",
  ) {
    super(`${status} ${type}`);
  }

  /** The word after /problems/. */
  get name() {
    return this.type.replace(/^.*\/problems\//, "");
  }

  is(name: string) {
    return this.name === name;
  }

  /** The service is away, the request was not wrong. */
  get away() {
    return this.status === 0 || (this.status >= 502 && this.status <= 504);
  }

  /** Nobody answered, as against a service that says itself why it cannot just now. */
  get silent() {
    const wordless = ["service-down", "upstream-timeout", `status-${this.status}`].includes(this.name);
    return this.status === 0 || (this.away && wordless);
  }
}

export function problemOf(status: number, body: unknown, service = ""): Problem {
  const said = (typeof body === "object" && body !== null ? body : {}) as Record<string, unknown>;
  const text = (value: unknown) => (typeof value === "string" ? value : "");
  const errors: Record<string, string[]> = {};
  if (typeof said.errors === "object" && said.errors !== null) {
    for (const [field, messages] of Object.entries(said.errors)) {
      const name = field.charAt(0).toLowerCase() + field.slice(1);
      errors[name] = Array.isArray(messages) ? messages.map(String) : [String(messages)];
    }
  }
  return new Problem(
    status,
    text(said.type) || `/problems/status-${status}`,
    text(said.title) ||
      (status >= 502 && status <= 504 ? "The service does not answer" : "This did not work"),
    text(said.detail) || (status >= 502 && status <= 504 ? "Nothing is lost." : ""),
    errors,
    text(said.requestId) || undefined,
    said,
    service,
  );
}

export const offline = (service: string) =>
  new Problem(
    0,
    "/problems/no-answer",
    "No answer",
    "The connection is gone. Nothing you typed is lost.",
    {},
    undefined,
    {},
    service,
  );
