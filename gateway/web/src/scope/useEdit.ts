import { useEffect, useRef, useState } from "react";
import { useSession } from "../data";
import { same } from "../data/merge";
import { kept } from "../ui/kept";
import type { Edit, Editing, Met, Part, Seen } from "../ui/merging";
import { authorOf, titled, type Citation, type Icp, type IcpVersion } from "./shapes";

export interface EditedClaim {
  text: string;
  citations: Citation[];
  label: string;
  aspect: string | null;
}

/** Claims by the section's key, in the order of the document. */
export type Sections = Record<string, EditedClaim[]>;

/** The newest document, and the version of the ICP it was newest at. */
export interface Newest {
  version: number;
  document: IcpVersion;
}

interface State {
  seen: Seen<Sections>;
  /** The document whose answers are quoted. */
  basedOn: number;
  sections: Sections;
}

const sectionsOf = (document: IcpVersion): Sections =>
  Object.fromEntries(
    document.sections.map(({ key, claims }) => [
      key,
      claims.map(({ text, citations, label, aspect }) => ({
        text,
        citations: citations.map(({ source, quote }) => ({ source, quote })),
        label: label ?? "",
        aspect: aspect ?? null,
      })),
    ]),
  );

const claimParts: Record<string, Part> = {
  text: { label: "", long: true },
  label: { label: ", label" },
  aspect: { label: ", what it is about", show: (value) => String(value ?? "") },
  citations: {
    label: ", quotes",
    show: (value) => (value as Citation[]).map(({ source, quote }) => `${source}: “${quote}”`).join("\n"),
  },
};

/** "pains" is a section, "pains.2.text" the sentence of its third claim. */
function part(path: string): Part | undefined {
  const [section = "", at, field = ""] = path.split(".");
  if (at === undefined)
    return {
      label: titled(section),
      show: (value) => (value as EditedClaim[]).map((claim) => claim.text).join("\n"),
    };
  const known = claimParts[field];
  return known && { ...known, label: `${titled(section)}, claim ${Number(at) + 1}${known.label}` };
}

export const editing: Editing<Newest, Sections> = {
  what: "This ICP",
  wordsOf: ({ document }) => sectionsOf(document),
  part,
  saver: ({ document }) => ({ who: authorOf(document), at: document.createdAt }),
  stored: ({ current, newest }) =>
    current && newest ? { version: (current as Icp).version, document: newest as IcpVersion } : undefined,
};

/**
 * The document as it is being edited, begun from `version` while `newest` was the newest one.
 * What is not saved yet outlives a reload, an error and a new sign-in.
 */
export function useEdit(icp: Icp, version: IcpVersion, newest: IcpVersion) {
  const account = useSession().data?.account.email ?? "";
  const place = `unsaved ${account} icp ${icp.id} v${version.number}`;
  const begun = (): State => ({
    seen: { version: icp.version, words: sectionsOf(newest) },
    basedOn: version.number,
    sections: sectionsOf(version),
  });
  const [state, set] = useState<State>(() => {
    const fresh = begun();
    return kept(place, fresh) ?? fresh;
  });
  // A save after a merge comes before the page is drawn anew.
  const latest = useRef(state);
  latest.current = state;
  const { sections } = state;
  const changed = JSON.stringify(sections) !== JSON.stringify(sectionsOf(version));
  useEffect(() => {
    if (changed) sessionStorage.setItem(place, JSON.stringify(state));
    else sessionStorage.removeItem(place);
  }, [state, changed, place]);
  const change = (key: string, claims: (before: EditedClaim[]) => EditedClaim[]) =>
    set((before) => ({
      ...before,
      sections: { ...before.sections, [key]: claims(before.sections[key] ?? []) },
    }));
  const take = ({ row, seen, words }: Met<Newest, Sections>) => {
    const { seen: before, basedOn } = latest.current;
    // Quotes are looked for in the answers of the document it was merged with.
    const merged = !same(before.words, seen.words);
    latest.current = { seen, basedOn: merged ? row.document.number : basedOn, sections: words };
    set(latest.current);
  };
  return {
    sections,
    changed,
    set: (key: string, at: number, part: Partial<EditedClaim>) =>
      change(key, (claims) => claims.map((claim, index) => (index === at ? { ...claim, ...part } : claim))),
    add: (key: string, aspect: string | null) =>
      change(key, (claims) => [...claims, { text: "", citations: [], label: "", aspect }]),
    remove: (key: string, at: number) => change(key, (claims) => claims.filter((_, index) => index !== at)),
    forget: () => sessionStorage.removeItem(place),
    again: () => set(begun()),
    edit: (): Edit<Newest, Sections> => ({ seen: state.seen, words: written(sections), take }),
    /** As the service takes it. */
    body: (words: Sections) => ({
      basedOn: latest.current.basedOn,
      sections: Object.entries(words).map(([key, claims]) => ({
        key,
        claims: claims.map((claim) => ({ ...claim, label: claim.label.trim() || null })),
      })),
    }),
  };
}

/** A claim without its sentence is one that was taken out. */
const written = (sections: Sections): Sections =>
  Object.fromEntries(
    Object.entries(sections).map(([key, claims]) => [
      key,
      claims.filter((claim) => claim.text.trim() !== ""),
    ]),
  );
