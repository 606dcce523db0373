import type { BuildDetail } from '@/lib/builds/query';
import classes from './status-mark.module.css';

export type Status = BuildDetail['status'];

interface StatusStyle {
  /** How it ended, or where it stands, in a person's words. */
  word: string;
  /** A CSS colour; never the only sign. */
  color: string;
  /** Path of a sign in a square of 16, drawn as a line. */
  sign: string;
}

const RING = 'M8 1.8a6.2 6.2 0 1 0 0 12.4a6.2 6.2 0 1 0 0-12.4z';
const DIMMED = 'var(--mantine-color-dimmed)';

/** Every status has its word, colour and sign on every page. */
export const STATUS_STYLES: Record<Status, StatusStyle> = {
  success: { word: 'succeeded', color: 'var(--bar-run)', sign: `${RING}M5 8.3l2.1 2.1L11 6.2` },
  failure: {
    word: 'failed',
    color: 'var(--cause-failed)',
    sign: `${RING}M5.7 5.7l4.6 4.6M10.3 5.7l-4.6 4.6`,
  },
  error: { word: 'error', color: 'var(--cause-failed)', sign: `${RING}M8 4.6v4.2M8 10.9v.6` },
  killed: { word: 'cancelled', color: 'var(--cause-cancelled)', sign: `${RING}M3.7 12.3l8.6-8.6` },
  running: { word: 'running', color: 'var(--line)', sign: `${RING}M6.6 5.2v5.6L10.9 8z` },
  pending: { word: 'in the queue', color: DIMMED, sign: `${RING}M8 4.6V8l2.3 1.6` },
  waiting_on_dependencies: { word: 'waits for others', color: DIMMED, sign: `${RING}M8 4.6V8l2.3 1.6` },
  blocked: { word: 'waits for approval', color: DIMMED, sign: `${RING}M6.3 5.4v5.2M9.7 5.4v5.2` },
  declined: { word: 'declined', color: DIMMED, sign: `${RING}M4.8 8h6.4` },
  skipped: { word: 'skipped', color: DIMMED, sign: 'M3 5l3.5 3L3 11M8.5 5L12 8l-3.5 3' },
};

interface StatusMarkProps {
  status: Status;
  /** The sign alone; its word is still read out. */
  isSign?: boolean;
  /** Where another word says it better. */
  word?: string;
}

/** How something ended: a sign and a word. */
export function StatusMark({ status, isSign = false, word = STATUS_STYLES[status].word }: StatusMarkProps) {
  const { color, sign } = STATUS_STYLES[status];
  return (
    <span className={classes.mark} title={isSign ? word : undefined}>
      <svg className={classes.sign} viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
        <path d={sign} style={{ stroke: color }} />
      </svg>
      <span className={isSign ? classes.hidden : classes.word}>{word}</span>
    </span>
  );
}
