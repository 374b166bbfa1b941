import { useSearchParams } from "wouter";
import { PublicFrame } from "../sign-in/PublicFrame";

/** Microsoft sends the administrator back here, who need have no account of ours to read what came of it. */
export default function ConsentReturn() {
  const [said] = useSearchParams();
  const refused = said.has("error");
  const given = !refused && said.get("admin_consent")?.toLowerCase() === "true";
  return (
    <PublicFrame title="Consent at Microsoft">
      {given && (
        <>
          <h1>Consent was given</h1>
          <p className="lead">
            Your colleague can now connect their mailbox. LeadFuel reads only the mailboxes whose own people
            connect them, and changes nothing there.
          </p>
          <p className="fine">You can close this page.</p>
        </>
      )}
      {refused && (
        <>
          <h1>Consent was not given</h1>
          <p className="lead">
            Nothing is connected and nothing is read. The link your colleague sent you stays good, should you
            want to allow it later.
          </p>
          <p className="fine">You can close this page.</p>
        </>
      )}
      {!given && !refused && (
        <>
          <h1>Nothing came back from Microsoft</h1>
          <p className="lead">Open the link your colleague sent you once more.</p>
        </>
      )}
    </PublicFrame>
  );
}
