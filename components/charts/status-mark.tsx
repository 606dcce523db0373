import classes from './status-mark.module.css';
import { STATUS_LOOKS, type Status } from './statuses';

interface StatusMarkProps {
  status: Status;
  /** The sign alone; its word is still read out. */
  isSign?: boolean;
  /** Where another word says it better. */
  word?: string;
}

/** How something ended: a sign and a word. */
export function StatusMark({ status, isSign = false, word = STATUS_LOOKS[status].word }: StatusMarkProps) {
  const { color, sign } = STATUS_LOOKS[status];
  return (
    <span className={classes.mark} title={isSign ? word : undefined}>
      <svg className={classes.sign} viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
        <path d={sign} style={{ stroke: color }} />
      </svg>
      <span className={isSign ? classes.hidden : classes.word}>{word}</span>
    </span>
  );
}
