import { Button, Check, Dialog, Field, Form, Notice, toast } from "../ui";
import type { Editing, Fields, Part } from "../ui/merging";
import { useMerging } from "../ui/useMerging";
import type { Bucket } from "./shapes";

const colours: [Bucket["colour"], string][] = [
  ["petrol", "Petrol"],
  ["stone", "Stone"],
  ["green", "Green"],
  ["ochre", "Ochre"],
  ["red", "Red"],
];

const parts: Record<string, Part> = {
  name: { label: "Name" },
  brief: { label: "Brief", long: true },
  colour: {
    label: "Colour",
    show: (value) => colours.find(([colour]) => colour === value)?.[1] ?? "",
  },
  formats: { label: "Forms" },
  callToAction: { label: "What readers should do" },
};

/** As the form holds them: a box without its tick is not there. */
const wordsOf = (bucket: Bucket) => {
  const fields: Fields = {
    name: bucket.name,
    brief: bucket.brief,
    colour: bucket.colour,
    formats: bucket.formats.join(", "),
    callToAction: bucket.callToAction,
  };
  if (bucket.paused) fields.paused = "on";
  return fields;
};

const editing: Editing<Bucket, Fields> = { what: "This bucket", wordsOf, part: (path) => parts[path] };

export function BucketForm({ bucket, onClose }: { bucket?: Bucket; onClose: () => void }) {
  const act = useMerging<Bucket, Fields>(
    bucket ? "PUT" : "POST",
    bucket ? `/signal/buckets/${bucket.id}` : "/signal/buckets",
    {
      editing,
      body: (fields) => ({
        ...fields,
        formats: (fields.formats ?? "")
          .split(",")
          .map((format) => format.trim())
          .filter(Boolean),
        paused: fields.paused === "on",
      }),
      done: (out) => {
        toast(`${out.name} is saved.`);
        onClose();
      },
    },
  );
  return (
    <Dialog open onClose={onClose} title={bucket ? `Change ${bucket.name}` : "What do these posts speak of?"}>
      <Form
        keep={bucket ? `bucket ${bucket.id}` : "new-bucket"}
        from={bucket && { version: bucket.version, words: wordsOf(bucket) }}
        act={act}
        onSubmit={(_fields, _form, edit) => act.save(edit)}
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
        {act.error && Object.keys(act.error.errors).length === 0 && <Notice problem={act.error} typed />}
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
