import { Assumption, CitationChip } from "../ui";
import type { Citation, Claim } from "./shapes";

/** Claims as running text; each says what it rests on. */
export function ClaimList({
  claims,
  chosen,
  open,
}: {
  claims: Claim[];
  chosen?: Citation;
  open?: (citation: Citation) => void;
}) {
  return (
    <ul className="claims doc">
      {claims.map((claim, index) => (
        <li key={index}>
          {claim.label && <b>{claim.label} </b>}
          {claim.aspect && <span className="t3">{claim.aspect}: </span>}
          {claim.assumption ? <Assumption>{claim.text}</Assumption> : claim.text}{" "}
          {claim.citations.map((citation, at) => (
            <CitationChip
              key={at}
              label={citation.source}
              says={`quote “${citation.quote}”`}
              chosen={chosen === citation}
              onOpen={() => open?.(citation)}
            />
          ))}
        </li>
      ))}
    </ul>
  );
}
