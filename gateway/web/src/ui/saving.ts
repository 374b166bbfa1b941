import { mergeFields, same } from "../data/merge";
import { Problem } from "../data/problem";
import { kept } from "./kept";
import { reconcile, sent, type Editing, type Seen } from "./merging";

interface Kept<Words> {
  /** What the words began from, so that they can be merged with what is written elsewhere. */
  saved: Seen<Words>;
  words: Words;
  /** Sent without an answer: perhaps it has arrived. */
  unsure?: Words;
}

const unsaved = new Set<string>();
/** Closing the tab would lose it; who signed out has let it go. */
const ask = (leaving: Event) => {
  if ([...unsaved].some((place) => sessionStorage.getItem(place))) leaving.preventDefault();
};

/**
 * Words on their way to the service: one request at a time, at the version that the person has seen, until
 * the last word is saved. What was saved elsewhere meanwhile is merged. What is not saved yet outlives the page,
 * a reload, an outage and a new sign-in.
 */
export class Saving<Row extends { version: number }, Words> {
  words: Words;
  saved: Seen<Words>;
  /** They are from before a reload or a new sign-in. */
  readonly restored: boolean;
  private unsure: Words | undefined;
  private busy = false;
  /** The person wants to decide later what is to become of two changes. */
  private held = false;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    /** Holds the row's id, so that no other account's page asks for it. */
    private readonly place: string,
    row: Row,
    private readonly editing: Editing<Row, Words>,
    public put: (saving: Saving<Row, Words>) => Promise<Row>,
    /** Something is other than before; the note is for the person. */
    public told: (note?: string) => void,
  ) {
    const now = this.seen(row);
    const found = kept<Kept<Words>>(place, { saved: now, words: now.words });
    this.restored = found !== undefined && !same(found.words, now.words);
    this.words = found ? found.words : now.words;
    // From then: what was written elsewhere meanwhile is merged, not written over.
    this.saved = found && this.restored ? found.saved : now;
    this.unsure = found?.unsure;
    this.keep();
  }

  get open() {
    return !same(this.words, this.saved.words);
  }

  write(words: Words) {
    this.set(this.saved, words);
  }

  change(words: Words, wait = 800) {
    this.write(words);
    this.later(wait);
  }

  later(wait: number) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.save(), wait);
  }

  /** `anew`: the person asks for it, also after having put a question off. */
  async save(anew = false) {
    clearTimeout(this.timer);
    if (anew) this.held = false;
    if (this.busy || this.held) return;
    this.busy = true;
    let note: string | undefined;
    try {
      // On to the last word: nobody may be on the page any more when the first has arrived.
      while (this.open && !this.held) note = (await this.send()) ?? note;
      if (note) this.told(note);
    } catch (problem) {
      // The act's own error says why, and what was typed stays; for what is gone nothing is kept.
      if (problem instanceof Problem && problem.status === 404) this.forget();
    } finally {
      this.busy = false;
    }
  }

  private async send() {
    const { words, saved, unsure } = this;
    this.unsure = words;
    this.keep();
    try {
      const row = await sent(() => this.put(this));
      this.unsure = undefined;
      this.took(row);
      // What the service keeps in a form of its own is taken so, not sent for ever.
      if (same(this.words, words) && same(this.saved.words, saved.words))
        this.set(this.saved, this.saved.words);
    } catch (problem) {
      const mine = this.words;
      const met = await reconcile(problem, this.saved, mine, this.editing, unsure);
      this.unsure = undefined;
      this.held = !met.save;
      // What was typed until the question stood there is the last word.
      const last = this.words === mine ? met.words : mergeFields(mine, met.words, this.words).merged;
      this.set(met.seen, last);
      return met.note;
    }
  }

  took(row: Row) {
    if (row.version >= this.saved.version) this.set(this.seen(row), this.words);
  }

  /** What was written elsewhere is taken where nothing of one's own waits, or where it says the same. True if it was. */
  meet(row: Row) {
    if (row.version <= this.saved.version || this.busy) return false;
    const now = this.seen(row);
    if (this.open && !same(this.words, now.words)) return false;
    this.set(now, now.words);
    return true;
  }

  /** The words are let go, for what is stored. */
  drop(row: Row) {
    const now = row.version >= this.saved.version ? this.seen(row) : this.saved;
    this.set(now, now.words);
  }

  private seen(row: Row): Seen<Words> {
    return { version: row.version, words: this.editing.wordsOf(row) };
  }

  private set(saved: Seen<Words>, words: Words) {
    [this.saved, this.words] = [saved, words];
    this.held &&= this.open;
    this.keep();
    this.told();
  }

  private keep() {
    if (!this.open) return this.forget();
    const now: Kept<Words> = { saved: this.saved, words: this.words, unsure: this.unsure };
    sessionStorage.setItem(this.place, JSON.stringify(now));
    unsaved.add(this.place);
    addEventListener("beforeunload", ask);
  }

  private forget() {
    sessionStorage.removeItem(this.place);
    unsaved.delete(this.place);
    if (unsaved.size === 0) removeEventListener("beforeunload", ask);
  }
}
