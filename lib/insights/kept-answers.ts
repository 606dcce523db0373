import type { ReaderContext, SeriesBook } from '@/lib/weeks/reader';

const MOST_KEPT = 200;

/**
 * Answers that take long to make, kept while names, settings and packed weeks are what they were made of, for ten minutes
 * at the most, since days end. Who asks the same while one is made waits for it too.
 */
export class KeptAnswers<Answer> {
  private kept = new Map<string, Promise<Answer>>();
  private madeOf: { book: SeriesBook; state: string } | null = null;

  /** @param question tells it from all others */
  async get({ source, now }: ReaderContext, question: unknown, make: () => Promise<Answer>): Promise<Answer> {
    const { book } = await source.open();
    const state = `${source.store.writings} ${now.toISOString().slice(0, 15)}`;
    if (this.madeOf?.book !== book || this.madeOf.state !== state) {
      this.madeOf = { book, state };
      this.kept = new Map();
    }
    const { kept } = this;
    const key = JSON.stringify(question);
    const known = kept.get(key);
    if (known !== undefined) return known;
    const answer = make();
    kept.set(key, answer);
    answer.catch(() => kept.delete(key));
    const [oldest] = kept.keys();
    if (kept.size > MOST_KEPT && oldest !== undefined) kept.delete(oldest);
    return answer;
  }
}
