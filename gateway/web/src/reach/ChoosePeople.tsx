import { useState } from "react";
import { useList } from "../data";
import { Button, Check, Dialog, Field, Loading, many, NothingMatches, Notice } from "../ui";
import { nameOf, type Contact } from "./shapes";

/** People one by one. */
export function ChoosePeople({
  chosen,
  onClose,
  onChosen,
}: {
  chosen: string[];
  onClose: () => void;
  onChosen: (ids: string[]) => void;
}) {
  const [ids, setIds] = useState(() => new Set(chosen));
  const [words, setWords] = useState("");
  const people = useList<Contact>(
    words ? `/reach/contacts?q=${encodeURIComponent(words)}` : "/reach/contacts",
  );
  return (
    <Dialog
      open
      onClose={onClose}
      title="Who gets it?"
      actions={
        <>
          <Button kind="quiet" onClick={onClose}>
            Not now
          </Button>
          <Button kind="main" edits onClick={() => onChosen([...ids])}>
            Choose {many(ids.size, "person", "people")}
          </Button>
        </>
      }
    >
      <Field
        label="Find people"
        name="q"
        type="search"
        value={words}
        placeholder="Name, address or company"
        onChange={(event) => setWords(event.currentTarget.value)}
      />
      {people.error && <Notice problem={people.error} retry={() => void people.refetch()} />}
      {people.isPending && <Loading rows={3} />}
      {people.items?.length === 0 && (
        <NothingMatches clear={words ? () => setWords("") : undefined}>
          {words ? `Nobody matches “${words}”.` : "There are no contacts yet. Import some first."}
        </NothingMatches>
      )}
      <ul className="choose">
        {people.items?.map((person) => (
          <li key={person.id}>
            <Check
              checked={ids.has(person.id)}
              onChange={() =>
                setIds((before) => {
                  const next = new Set(before);
                  if (!next.delete(person.id)) next.add(person.id);
                  return next;
                })
              }
              label={
                <>
                  {nameOf(person) || person.email}{" "}
                  <span className="t3">{person.company || person.email}</span>
                </>
              }
            />
          </li>
        ))}
      </ul>
      {people.hasMore && <Button onClick={people.more}>Show more</Button>}
    </Dialog>
  );
}
