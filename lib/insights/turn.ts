/** How work that is found in one listing is done: some of it at a time, and what fails holds up nothing else. */
export interface Turn {
  /** Takes what failed; the next piece follows. */
  noteFailure: (error: unknown) => void;
  /** Whether what is left waits for the next turn. */
  isOver: () => boolean;
}

/** One piece; whoever asked is told what failed. */
export const ONE_PIECE: Turn = {
  noteFailure: error => {
    throw error;
  },
  isOver: () => true,
};
