import { useEffect, useState } from "react";
import { useSession } from "../data";
import type { Citation, IcpVersion } from "./shapes";

export interface EditedClaim {
  text: string;
  citations: Citation[];
  label: string;
  aspect: string | null;
}

export interface EditedSection {
  key: string;
  claims: EditedClaim[];
}

const sectionsOf = (version: IcpVersion): EditedSection[] =>
  version.sections.map(({ key, claims }) => ({
    key,
    claims: claims.map(({ text, citations, label, aspect }) => ({
      text,
      citations,
      label: label ?? "",
      aspect: aspect ?? null,
    })),
  }));

/** The document as it is being edited. What is not saved yet outlives a reload, an error and a new sign-in. */
export function useEdit(icp: string, version: IcpVersion) {
  const account = useSession().data?.account.email ?? "";
  const place = `unsaved ${account} icp ${icp} v${version.number}`;
  const [sections, setSections] = useState<EditedSection[]>(() => {
    const kept = sessionStorage.getItem(place);
    return kept ? (JSON.parse(kept) as EditedSection[]) : sectionsOf(version);
  });
  const changed = JSON.stringify(sections) !== JSON.stringify(sectionsOf(version));
  useEffect(() => {
    if (changed) sessionStorage.setItem(place, JSON.stringify(sections));
    else sessionStorage.removeItem(place);
  }, [sections, changed, place]);
  const change = (key: string, claims: (before: EditedClaim[]) => EditedClaim[]) =>
    setSections((before) =>
      before.map((section) =>
        section.key === key ? { ...section, claims: claims(section.claims) } : section,
      ),
    );
  return {
    sections,
    changed,
    set: (key: string, at: number, part: Partial<EditedClaim>) =>
      change(key, (claims) => claims.map((claim, index) => (index === at ? { ...claim, ...part } : claim))),
    add: (key: string, aspect: string | null) =>
      change(key, (claims) => [...claims, { text: "", citations: [], label: "", aspect }]),
    remove: (key: string, at: number) => change(key, (claims) => claims.filter((_, index) => index !== at)),
    forget: () => sessionStorage.removeItem(place),
    again: () => setSections(sectionsOf(version)),
    /** As the service takes it: a claim without its sentence is one that was taken out. */
    body: () => ({
      basedOn: version.number,
      sections: sections.map(({ key, claims }) => ({
        key,
        claims: claims
          .filter((claim) => claim.text.trim() !== "")
          .map((claim) => ({ ...claim, label: claim.label.trim() || null })),
      })),
    }),
  };
}

export type Edit = ReturnType<typeof useEdit>;
