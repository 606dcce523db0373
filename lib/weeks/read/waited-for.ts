import type { BuildColumns } from '../format/build-parts';
import { isWaitedFor } from '../format/is-waited-for';
import type { SeriesBook } from './series-book';

/** Place in `book.waiting` of the person who waits for a build; −1: nobody does, as for cron builds and bots. */
export function waitingIndex(book: SeriesBook, builds: BuildColumns, build: number): number {
  if (!isWaitedFor(builds, build)) return -1;
  return book.waitingIndex[builds.loginId[build] ?? 0] ?? -1;
}

/** Counts builds that somebody waited for, and how many people did. */
export class WaitedCount {
  builds = 0;
  private readonly marks: Uint8Array;

  constructor(private readonly book: SeriesBook) {
    this.marks = new Uint8Array(book.waiting.length);
  }

  add(builds: BuildColumns, build: number): void {
    const person = waitingIndex(this.book, builds, build);
    if (person < 0) return;
    this.builds += 1;
    this.marks[person] = 1;
  }

  /** @param builds that this login waited for */
  addLogin(loginId: number, builds: number): void {
    const person = this.book.waitingIndex[loginId] ?? -1;
    if (person < 0) return;
    this.builds += builds;
    this.marks[person] = 1;
  }

  get people(): number {
    return this.marks.reduce((count, mark) => count + mark, 0);
  }
}
