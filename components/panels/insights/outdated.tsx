import classes from './insights.module.css';

/** While something is being computed in the background, it is asked for again. */
export const ASK_AGAIN_MS = 15_000;

interface OutdatedNoteProps {
  /** Such as "figures". */
  what: string;
  /** What is other than it was, in the plural. */
  changed: string;
}

/** Says above what is stored that it holds no longer, and follows. */
export function OutdatedNote({ what, changed }: OutdatedNoteProps) {
  return (
    <p className={classes.say} role="status">
      <strong>
        {`These ${what} are of before: ${changed} have changed since. `}
        They are being computed anew; this page follows by itself.
      </strong>
    </p>
  );
}
