/** What a server can be told to do wrong; everything is off unless said. Ratios are 0 to 1 of the requests. */
export interface Misbehaviour {
  /** Draws are made of this, the address and the number of times it was asked for: order does not matter. */
  seed?: number;
  /** Only addresses that match, e.g. `/logs/`; all of /api unless told. */
  paths?: RegExp | string;
  /** Every answer waits this long. */
  slowMs?: number;
  /** 500 with Drone's raw error text. */
  errorRatio?: number;
  /** The connection breaks: half the time before the answer, half the time in the middle of it. */
  dropRatio?: number;
  /** 200 and something that is no JSON. */
  malformedRatio?: number;
  /** 200 and a body that ends too early, properly closed. */
  truncateRatio?: number;
  /** The same for logs only. */
  truncateLogRatio?: number;
  /** 429 or 503 with Retry-After. */
  rateLimit?: { retryAfterSeconds: number; ratio?: number; status?: 429 | 503 };
  /** A proxy in front answers everything with a page, status 200. */
  html?: boolean;
  /** Slugs whose permission check at the source code host fails: 404 for everybody who is logged in. */
  notFoundRepos?: readonly string[];
  /** Builds below these numbers have been purged, by slug. */
  purgedBelow?: Readonly<Record<string, number>>;
  /** A backup was restored then: the newest builds are lost, their numbers are handed out again. */
  restored?: { at: Date | string; lostBuilds: number };
  /** Steps of builds that were created in that time print millions of bytes, one in so many. */
  longLogs?: { from: Date | string; until: Date | string; oneIn: number };
  /** The newest builds stay hidden at first; each page of a list that is read lets some more appear. */
  shiftPages?: { hiddenBuilds: number; revealedPerRequest: number };
}
