import { Problem } from "../data/problem";

interface Kept<Words> {
  version: number;
  words: Words;
}

// A space at the end is not kept by the service, so it is no change either.
const written = (value: unknown) =>
  JSON.stringify(value, (_, part: unknown) => (typeof part === "string" ? part.trim() : part));
export const same = (one: unknown, other: unknown) => written(one) === written(other);

const unsaved = new Set<string>();
/** Closing the tab would lose it; who signed out has let it go. */
const ask = (leaving: Event) => {
  if ([...unsaved].some((place) => sessionStorage.getItem(place))) leaving.preventDefault();
};

/**
 * Words on their way to the service: one request at a time, at the version that the person has seen, until
 * the last word is saved. What is not saved yet outlives the page, a reload, an outage and a new sign-in.
 */
export class Saving<Row extends { version: number }, Words> {
  words: Words;
  saved: Row;
  /** They are from before a reload or a new sign-in. */
  readonly restored: boolean;
  private busy = false;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    /** Holds the row's id, so that no other account's page asks for it. */
    private readonly place: string,
    row: Row,
    private readonly wordsOf: (row: Row) => Words,
    public put: (saving: Saving<Row, Words>) => Promise<Row>,
    private readonly told: () => void,
  ) {
    const found = sessionStorage.getItem(place);
    const kept = found ? (JSON.parse(found) as Kept<Words>) : undefined;
    this.words = kept ? kept.words : wordsOf(row);
    this.saved = row;
    this.restored = this.open;
    // The version of then: what was written elsewhere meanwhile is asked about, not written over.
    if (kept && this.restored) this.saved = { ...row, version: kept.version };
    this.keep();
  }

  get open() {
    return !same(this.words, this.wordsOf(this.saved));
  }

  write(words: Words) {
    this.words = words;
    this.keep();
    this.told();
  }

  change(words: Words, wait = 800) {
    this.write(words);
    this.later(wait);
  }

  later(wait: number) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.save(), wait);
  }

  async save() {
    clearTimeout(this.timer);
    if (this.busy) return;
    this.busy = true;
    try {
      // On to the last word: nobody may be on the page any more when the first has arrived.
      while (this.open) this.took(await this.put(this));
    } catch (problem) {
      // The act's own error says why, and what was typed stays; for what is gone nothing is kept.
      if (problem instanceof Problem && problem.status === 404) this.forget();
    } finally {
      this.busy = false;
    }
  }

  took(row: Row) {
    if (row.version < this.saved.version) return;
    this.saved = row;
    this.keep();
    this.told();
  }

  /** What was written elsewhere is taken where nothing of one's own waits, or where it says the same. True if it was. */
  meet(row: Row) {
    if (row.version <= this.saved.version || this.busy) return false;
    if (this.open && !same(this.words, this.wordsOf(row))) return false;
    this.settle(row, false);
    return true;
  }

  /** After a change elsewhere: their words, or one's own over them. */
  settle(theirs: Row, mine: boolean) {
    this.saved = theirs;
    if (!mine) this.words = this.wordsOf(theirs);
    this.keep();
    this.told();
  }

  private keep() {
    if (!this.open) return this.forget();
    const kept: Kept<Words> = { version: this.saved.version, words: this.words };
    sessionStorage.setItem(this.place, JSON.stringify(kept));
    unsaved.add(this.place);
    addEventListener("beforeunload", ask);
  }

  private forget() {
    sessionStorage.removeItem(this.place);
    unsaved.delete(this.place);
    if (unsaved.size === 0) removeEventListener("beforeunload", ask);
  }
}
