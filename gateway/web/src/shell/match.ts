/**
 * How well words answer what was typed; 0 is not at all. Each typed word must be the beginning of a
 * word (best), inside one, or one wrong letter away from a beginning.
 */
export function score(typed: string, words: string): number {
  const there = plain(words).split(/[\s-]+/);
  let sum = 0;
  for (const asked of plain(typed).trim().split(/\s+/)) {
    let best = 0;
    for (const [place, word] of there.entries()) {
      const early = 1 / (1 + place);
      if (word.startsWith(asked)) best = Math.max(best, 3 + early);
      else if (word.includes(asked)) best = Math.max(best, 2 + early);
      else if (asked.length > 3 && oneOff(asked, word)) best = Math.max(best, 1 + early);
    }
    if (best === 0) return 0;
    sum += best;
  }
  return sum;
}

const plain = (text: string) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

/** One letter wrong, missing, too many, or two swapped, against the beginning of the word. */
function oneOff(asked: string, word: string) {
  let same = 0;
  while (same < asked.length && asked[same] === word[same]) same++;
  const rest = asked.slice(same + 1);
  return (
    word.startsWith(rest, same + 1) ||
    word.startsWith(rest, same) ||
    word.startsWith(asked.slice(same), same + 1) ||
    (asked[same] === word[same + 1] &&
      asked[same + 1] === word[same] &&
      word.startsWith(asked.slice(same + 2), same + 2))
  );
}
