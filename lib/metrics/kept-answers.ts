import type { ReaderContext, SeriesBook } from '@/lib/weeks/reader';

const MOST_KEPT = 200;

/** Made of one book in one state of the packed weeks and of the clock. */
interface KeptOfBook<Answer> {
  state: string;
  answers: Map<string, Promise<Answer>>;
}

/**
 * Answers that take long to make, kept while names, settings and packed weeks are what they were made of, for ten minutes
 * at the most, since days end. Who asks the same while one is made waits for it too. They are kept by the book, which is
 * that of what somebody may see: those who may see other repositories have others, and a book that is gone has none.
 */
export class KeptAnswers<Answer> {
  private readonly byBook = new WeakMap<SeriesBook, KeptOfBook<Answer>>();

  /** @param question tells it from all others */
  async get({ source, now }: ReaderContext, question: unknown, make: () => Promise<Answer>): Promise<Answer> {
    const { book, replayedWeeks } = await source.open();
    const answers = this.answersOf(
      book,
      `${source.store.writings} ${replayedWeeks.size} ${now.toISOString().slice(0, 15)}`,
    );
    const key = JSON.stringify(question);
    const known = answers.get(key);
    if (known !== undefined) return known;
    const answer = make();
    answers.set(key, answer);
    answer.catch(() => answers.delete(key));
    const [oldest] = answers.keys();
    if (answers.size > MOST_KEPT && oldest !== undefined) answers.delete(oldest);
    return answer;
  }

  private answersOf(book: SeriesBook, state: string): Map<string, Promise<Answer>> {
    const kept = this.byBook.get(book);
    if (kept?.state === state) return kept.answers;
    const answers = new Map<string, Promise<Answer>>();
    this.byBook.set(book, { state, answers });
    return answers;
  }
}
