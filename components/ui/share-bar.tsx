import classes from './table.module.css';

/** A bar whose length is a share of the largest in its column, with its value beside it. */
export function ShareBar({ ratio, value }: { ratio: number; value: string }) {
  return (
    <span className={classes.share}>
      <span className={classes.value}>{value}</span>
      <span className={classes.track} aria-hidden="true">
        <span className={classes.bar} style={{ width: `${Math.min(1, ratio) * 100}%` }} />
      </span>
    </span>
  );
}
