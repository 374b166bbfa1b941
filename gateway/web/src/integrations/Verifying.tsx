import "./integrations.css";
import { Page, Section } from "../ui";
import csharp from "./verify/Verify.cs?raw";
import javascript from "./verify/verify.mjs?raw";
import python from "./verify/verify.py?raw";

const samples = [
  { language: "C#", code: csharp },
  { language: "JavaScript, in Node.js", code: javascript },
  { language: "Python", code: python },
];

/** How a receiver tells our events from forged ones. */
export default function Verifying() {
  return (
    <Page
      title="How to verify"
      sub="that an event is from LeadFuel"
      back={{ href: "/integrations", label: "Integrations" }}
      width="settings"
    >
      <Section title="What to check">
        <ul className="checks t2">
          <li>
            Take the body as bytes, before your framework reads it as JSON: it is these bytes that are signed,
            behind <code>webhook-id</code>, a full stop, <code>webhook-timestamp</code> and a full stop.
          </li>
          <li>
            The key is what stands behind <code>whsec_</code>, decoded from base64; it is not the text itself.
          </li>
          <li>
            <code>webhook-signature</code> may hold several signatures with spaces between: for a day after a
            new secret both sign. One that holds is enough.
          </li>
          <li>Compare in constant time, as the samples do; a plain comparison tells how much was right.</li>
          <li>
            Drop what is more than five minutes off: <code>webhook-timestamp</code> is in seconds. The clock
            of your receiver has to be right.
          </li>
          <li>
            Answer 2xx within 15 seconds. What you answered otherwise comes again under the same{" "}
            <code>webhook-id</code>, so keep the ids that you have seen. Events come in any order.
          </li>
        </ul>
      </Section>
      {samples.map(({ language, code }) => (
        <Section key={language} title={language}>
          <pre className="sent" tabIndex={0} aria-label={`Sample in ${language}`}>
            {code}
          </pre>
        </Section>
      ))}
      <p className="small t3 below">
        Any library for Standard Webhooks 1.0.0 does the same. Zapier and Make do not hand on the raw body, so
        they cannot verify.
      </p>
    </Page>
  );
}
