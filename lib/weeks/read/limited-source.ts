import { entryOf } from '@/lib/entry-of';
import type { SeriesBook } from './series-book';
import type { WeekSource } from './week-source';

/** What questions ask: all figures, or those that somebody may see. */
export type FigureSource = Pick<WeekSource, 'pool' | 'store' | 'open' | 'bookUnder' | 'expire'>;

/** More people than this ask for different repositories at once in few places. */
const MOST_BOOKS = 50;

/** Kept with the book that they are made of, so that answers that are kept with a book are those of one set. */
const books = new WeakMap<SeriesBook, Map<string, SeriesBook>>();

/**
 * The same source for somebody who may see some repositories alone: all others are in no book, and so in no figure, list
 * or search. SQL beside it asks `book.sees` or `book.seenRepoIds`.
 */
export class LimitedSource implements FigureSource {
  /** @param readRepoIds what may be seen; null: everything */
  constructor(
    private readonly source: WeekSource,
    private readonly readRepoIds: () => Promise<ReadonlySet<number> | null>,
  ) {}

  get pool(): WeekSource['pool'] {
    return this.source.pool;
  }

  get store(): WeekSource['store'] {
    return this.source.store;
  }

  async open(): ReturnType<WeekSource['open']> {
    const [repoIds, { book, ...rest }] = await Promise.all([this.readRepoIds(), this.source.open()]);
    return { ...rest, book: repoIds === null ? book : limitedBook(book, repoIds) };
  }

  async bookUnder(...rules: Parameters<WeekSource['bookUnder']>): Promise<SeriesBook> {
    const [repoIds, book] = await Promise.all([this.readRepoIds(), this.source.bookUnder(...rules)]);
    return repoIds === null ? book : book.limitedTo(repoIds);
  }

  expire(): void {
    this.source.expire();
  }
}

function limitedBook(book: SeriesBook, repoIds: ReadonlySet<number>): SeriesBook {
  const ofBook = entryOf(books, book, () => new Map<string, SeriesBook>());
  const key = [...repoIds].sort((a, b) => a - b).join();
  const known = ofBook.get(key);
  if (known !== undefined) return known;
  const [oldest] = ofBook.keys();
  if (ofBook.size >= MOST_BOOKS && oldest !== undefined) ofBook.delete(oldest);
  const made = book.limitedTo(repoIds);
  ofBook.set(key, made);
  return made;
}
