import { useState } from "react";
import { useList } from "../data";
import { Button, Field, Loading, NothingMatches, Notice } from "../ui";
import { nameOf, type Contact } from "./shapes";

/** One person of all contacts, found by name, address or company; `begin` is looked for at first. */
export function FindPerson({
  label,
  help,
  begin = "",
  chosen,
  choose,
}: {
  label: string;
  help?: string;
  begin?: string;
  chosen: string;
  choose: (contactId: string) => void;
}) {
  const [words, setWords] = useState(begin);
  const people = useList<Contact>(
    words ? `/reach/contacts?q=${encodeURIComponent(words)}` : "/reach/contacts",
    { limit: 20 },
  );
  return (
    <>
      <Field
        label={label}
        help={help}
        name="person"
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
      <ul className="choose choose-few">
        {people.items?.map((one) => (
          <li key={one.id}>
            <Button
              small
              kind="quiet"
              pressed={chosen === one.id}
              onClick={() => choose(chosen === one.id ? "" : one.id)}
            >
              {nameOf(one) || one.email} · {one.company || one.email}
            </Button>
          </li>
        ))}
      </ul>
      {people.hasMore && (
        <Button small onClick={people.more}>
          Show more
        </Button>
      )}
    </>
  );
}
