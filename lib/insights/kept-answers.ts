import type { ReaderContext, SeriesBook } from '@/lib/weeks/reader';

/** While a history comes in, verdicts must not lag behind the figures beside them. */
const KEPT_MS = 5_000;
const MOST_KEPT = 200;

interface Kept<Answer> {
  untilMs: number;
  answer: Promise<Answer>;
}

/**
 * Answers that take long to make, kept for some seconds. Who asks the same while one is made waits for it too; with other
 * names or settings all are made anew.
 */
export class KeptAnswers<Answer> {
  private readonly byBook = new WeakMap<SeriesBook, Map<string, Kept<Answer>>>();

  /** @param question tells it from all others */
  async get({ source, now }: ReaderContext, question: unknown, make: () => Promise<Answer>): Promise<Answer> {
    const { book } = await source.open();
    const kept = this.byBook.get(book) ?? new Map<string, Kept<Answer>>();
    this.byBook.set(book, kept);
    const key = JSON.stringify([question, now.toISOString().slice(0, 10)]);
    const known = kept.get(key);
    if (known !== undefined && known.untilMs > now.getTime()) return known.answer;
    const answer = make();
    kept.delete(key);
    kept.set(key, { answer, untilMs: now.getTime() + KEPT_MS });
    answer.catch(() => kept.delete(key));
    const [oldest] = kept.keys();
    if (kept.size > MOST_KEPT && oldest !== undefined) kept.delete(oldest);
    return answer;
  }
}
