import type { LogWriter } from './log-writer';

/** One instruction of a Dockerfile, and how it went. */
export interface Layer {
  instruction: string;
  ms: number;
  hit: boolean;
  /** Printed while it runs. */
  body?: (log: LogWriter) => void;
  /** For FROM: the stage's name, and layers that the daemon had or had to fetch. */
  from?: { present: number; fetched: number };
}
