import type { WireRepo } from './wire';

/** What a server needs to answer: numbers of a repository run from 1 to its count without gaps. */
export interface DemoContent {
  /** All repositories, without builds and permissions. */
  repoList(at: Date): WireRepo[];
  /** How many builds exist by then; the highest number. */
  buildCount(slug: string, at: Date): number;
  /** Unix seconds; 0 for a number that was never planned. */
  createdS(slug: string, number: number): number;
  idOf(slug: string, number: number, at: Date): number;
  refOf(slug: string, number: number, at: Date): string;
  /** A build as JSON without and with its stages; null when there is none by then. */
  listedJson(slug: string, number: number, at: Date): string | null;
  detailJson(slug: string, number: number, at: Date): string | null;
  /** A stored log; null when there is none (yet). */
  logJson(slug: string, number: number, stage: number, step: number, at: Date): string | null;
}
