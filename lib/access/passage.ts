import type { NextRequest } from 'next/server';

/** A request on its way to a page or route. */
export interface Passage {
  readonly request: NextRequest;
  /** What page or route will see; what came is changed here. */
  readonly headers: Headers;
  /** Laid over those of whatever is answered. */
  readonly answerHeaders: Headers;
}

/** Looks at a request before any page or route does. What it returns is the answer; null: it may go on. */
export type PassageStep = (passage: Passage) => Promise<Response | null> | Response | null;
