import { channelNames, reason, type ChannelKind, type TestResult } from "./shapes";

/** What a test sent, to the byte, and what was answered. */
export function TestOutcome({ kind, result }: { kind: ChannelKind; result: TestResult }) {
  return (
    <>
      <p className="t2">
        {result.arrived
          ? `The test arrived: ${result.status} after ${result.durationMs} ms.`
          : result.error === "timeout" && kind === "slack"
            ? "Slack did not answer in time. Look into the channel: the test may be there."
            : `The test did not arrive: ${reason(result.error)}${result.status ? ` (${result.status})` : ""}.`}
      </p>
      <details>
        <summary className="small t2">What was sent to {channelNames[kind]}: sample text of nobody</summary>
        <pre className="sent" tabIndex={0} aria-label="What was sent">
          {JSON.stringify(JSON.parse(result.sent), null, 2)}
        </pre>
      </details>
    </>
  );
}
