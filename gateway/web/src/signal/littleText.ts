/** A piece of a post as LinkedIn will show it. */
export interface Piece {
  kind: "plain" | "link" | "hashtag" | "mention";
  text: string;
}

const encoded = /[()[\]{}<>|*\\]/g;
const encode = (address: string) =>
  address.replace(encoded, (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`);
const openings: Record<string, string> = { ")": "(", "]": "[", "}": "{" };
const count = (text: string, letter: string) => text.split(letter).length - 1;

/** What ends a sentence or closes a bracket around an address is not part of it. */
function ended(address: string) {
  while (address.length > "https://".length) {
    const last = address.charAt(address.length - 1);
    const opening = openings[last];
    const closes = opening !== undefined && count(address, last) > count(address, opening);
    if (!closes && !".,;:!?'\"…”’".includes(last)) break;
    address = address.slice(0, -1);
  }
  return address;
}

/** The text as LinkedIn will show it, by the rules of the service that sends it; its length is what counts. */
export function pieces(text: string, mentions: string[]): Piece[] {
  const found: Piece[] = [];
  let plain = "";
  const flush = () => {
    if (plain) found.push({ kind: "plain", text: plain });
    plain = "";
  };
  const add = (piece: Piece) => {
    flush();
    found.push(piece);
  };
  for (let at = 0; at < text.length;) {
    const begins = at === 0 || plain === "" || !/[\p{L}\p{N}]/u.test(text.charAt(at - 1));
    const rest = begins ? text.slice(at) : "";
    const link = /^https?:\/\/\S+/.exec(rest)?.[0];
    const hashtag = /^#(?=\p{N}*\p{L})[\p{L}\p{N}]+/u.exec(rest)?.[0];
    const mention = mentions
      .filter((name) => rest.startsWith(`@${name}`))
      .sort((one, other) => other.length - one.length)[0];
    if (link) {
      const address = ended(link);
      add({ kind: "link", text: encode(address) });
      at += address.length;
    } else if (hashtag) {
      add({ kind: "hashtag", text: hashtag });
      at += hashtag.length;
    } else if (mention) {
      add({ kind: "mention", text: mention });
      at += mention.length + 1;
    } else {
      plain += text.charAt(at++);
    }
  }
  flush();
  return found;
}

export const shown = (text: string, mentions: string[]) =>
  pieces(text.trim(), mentions)
    .map((piece) => piece.text)
    .join("");
