/** A request on its way to a page or route. */
export interface Passage {
  readonly method: string;
  /** The address at the other end of the socket; null: it has gone. */
  readonly peer: string | null;
  /** As it was asked for; its host is what the request says. */
  readonly url: URL;
  /** What page or route will see; what came is changed here. */
  readonly headers: Headers;
  /** Laid over those of whatever is answered. */
  readonly answerHeaders: Headers;
  /** Whose pages are alike: who has equal text here is shown equal pages, and may get those kept for another. */
  viewer: string;
}

/** Another page of ours in place of the one that was asked for, whose address stays. */
export interface ShownInstead {
  path: string;
  status: number;
}

/** Looks at a request before any page or route does. What it returns is the answer; null: it may go on. */
export type PassageStep = (
  passage: Passage,
) => Promise<Response | ShownInstead | null> | Response | ShownInstead | null;
