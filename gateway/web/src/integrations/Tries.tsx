import { bytes, Button, Dialog, Facts, Time } from "../ui";
import { channelNames, reason, type Delivery } from "./shapes";

/** Each try of one delivery: what is kept of it, and that is all. */
export function Tries({ delivery, onClose }: { delivery: Delivery | undefined; onClose: () => void }) {
  return (
    <Dialog
      open={Boolean(delivery)}
      onClose={onClose}
      title={delivery ? `${delivery.type} to ${channelNames[delivery.kind]}, try by try` : "Tries"}
      actions={<Button onClick={onClose}>Close</Button>}
    >
      {delivery && (
        <>
          <p className="t2">
            It happened <Time at={delivery.happenedAt} />. What was said is kept nowhere; its hash is that of
            the bytes which your side got.
          </p>
          <ol className="tries stack">
            {delivery.tries.map((one, index) => (
              <li key={one.at}>
                <Facts
                  label={`Try ${index + 1}`}
                  rows={[
                    { label: `Try ${index + 1}`, value: <Time at={one.at} /> },
                    { label: "Answer", value: one.status || "none" },
                    { label: "Error", value: one.error ? `${one.error}: ${reason(one.error)}` : "none" },
                    { label: "Took", value: `${one.durationMs} ms` },
                    { label: "Size", value: bytes(one.bytes) },
                    { label: "SHA-256", value: <code className="hash">{one.bodySha256}</code> },
                  ]}
                />
              </li>
            ))}
          </ol>
        </>
      )}
    </Dialog>
  );
}
