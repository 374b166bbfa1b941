import type { VoiceTurn } from "./shapes";

/** Spoken order, whatever the order of arrival: along what each turn comes after. */
export function inOrder(turns: VoiceTurn[]): VoiceTurn[] {
  const items = new Set(turns.map((turn) => turn.item));
  const following = new Map<string, VoiceTurn[]>();
  for (const turn of turns) {
    const before = turn.after && items.has(turn.after) ? turn.after : "";
    following.set(before, [...(following.get(before) ?? []), turn]);
  }
  const ordered: VoiceTurn[] = [];
  const open = (following.get("") ?? []).toReversed();
  for (let turn = open.pop(); turn; turn = open.pop()) {
    ordered.push(turn);
    open.push(...(following.get(turn.item) ?? []).toReversed());
  }
  // What comes after itself has no beginning, and is shown all the same.
  return [...ordered, ...turns.filter((turn) => !ordered.includes(turn))];
}

/** Words that were shown while they came stay until the whole turn has come. */
export function place(turns: VoiceTurn[], turn: VoiceTurn): VoiceTurn[] {
  const known = turns.find((one) => one.item === turn.item);
  return inOrder(
    known
      ? turns.map((one) => (one === known ? { ...turn, text: turn.text || known.text } : one))
      : [...turns, turn],
  );
}

/** Of what has to be said again: what was asked, and whether some of it is there. */
export function missing(
  turns: VoiceTurn[],
  repeat: string[],
): { asked: string | undefined; part: boolean } | undefined {
  const at = turns.findIndex((turn) => repeat.includes(turn.item));
  if (at < 0) return undefined;
  return {
    asked: turns.slice(0, at).findLast((turn) => turn.ours && turn.state === "written")?.text,
    part: turns.some((turn) => repeat.includes(turn.item) && turn.text !== ""),
  };
}
