import { useAct } from "../data";
import { Button, Check, Dialog, Field, Form, Notice, toast } from "../ui";
import type { Bucket } from "./shapes";

const colours: [Bucket["colour"], string][] = [
  ["petrol", "Petrol"],
  ["stone", "Stone"],
  ["green", "Green"],
  ["ochre", "Ochre"],
  ["red", "Red"],
];

export function BucketForm({ bucket, onClose }: { bucket?: Bucket; onClose: () => void }) {
  const act = useAct<Bucket, Record<string, unknown>>(
    bucket ? "PUT" : "POST",
    bucket ? `/signal/buckets/${bucket.id}` : "/signal/buckets",
    {
      etag: bucket && `"${bucket.version}"`,
      done: (out) => {
        toast(`${out.name} is saved.`);
        onClose();
      },
    },
  );
  return (
    <Dialog open onClose={onClose} title={bucket ? `Change ${bucket.name}` : "What do these posts speak of?"}>
      <Form
        keep={bucket ? `bucket ${bucket.id} v${bucket.version}` : "new-bucket"}
        act={act}
        onSubmit={(fields) =>
          act.mutate({
            ...fields,
            formats: (fields.formats ?? "")
              .split(",")
              .map((format) => format.trim())
              .filter(Boolean),
            paused: fields.paused === "on",
          })
        }
      >
        <Field
          label="Name"
          name="name"
          maxLength={60}
          autoFocus
          defaultValue={bucket?.name}
          placeholder="Proof"
          problem={act.error}
        />
        <Field
          as="textarea"
          label="Brief"
          name="brief"
          maxLength={1_000}
          rows={3}
          defaultValue={bucket?.brief}
          placeholder="What customers gained, in their own figures"
          problem={act.error}
        />
        <Field
          as="select"
          label="Colour"
          name="colour"
          defaultValue={bucket?.colour ?? "petrol"}
          problem={act.error}
        >
          {colours.map(([value, word]) => (
            <option key={value} value={value}>
              {word}
            </option>
          ))}
        </Field>
        <Field
          label="Forms"
          name="formats"
          defaultValue={bucket?.formats.join(", ")}
          placeholder="story, list, question"
          help="Parted by commas."
          problem={act.error}
        />
        <Field
          label="What readers should do"
          name="callToAction"
          maxLength={200}
          defaultValue={bucket?.callToAction}
          placeholder="tell us how long their month end takes"
          problem={act.error}
        />
        <Check label="Paused: left out of the mix for now" name="paused" defaultChecked={bucket?.paused} />
        {act.error && Object.keys(act.error.errors).length === 0 && <Notice problem={act.error} />}
        <div className="dialog-actions">
          <Button kind="quiet" onClick={onClose}>
            Not now
          </Button>
          <Button kind="main" type="submit" act={act} busy="Saving">
            Save the bucket
          </Button>
        </div>
      </Form>
    </Dialog>
  );
}
