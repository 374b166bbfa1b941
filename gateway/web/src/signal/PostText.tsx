import { useState } from "react";
import { pieces } from "./littleText";

const Fold = 210;

/** A post as LinkedIn will show it, folded where LinkedIn folds it. */
export function PostText({ text, mentions, folds }: { text: string; mentions: string[]; folds?: boolean }) {
  const [open, setOpen] = useState(!folds);
  let left = open ? Infinity : Fold;
  const parts = pieces(text.trim(), mentions);
  const length = parts.reduce((sum, piece) => sum + piece.text.length, 0);
  return (
    <div className="post-text">
      {parts.map((piece, at) => {
        const words = piece.text.slice(0, Math.max(0, left));
        left -= piece.text.length;
        return words && (piece.kind === "plain" ? words : <b key={at}>{words}</b>);
      })}
      {folds && length > Fold && (
        <button type="button" className="link" onClick={() => setOpen(!open)}>
          {open ? "see less" : "…see more"}
        </button>
      )}
    </div>
  );
}
