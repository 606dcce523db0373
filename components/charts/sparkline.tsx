import classes from './chart.module.css';
import { sparklinePaths } from './sparkline-paths';

interface SparklineProps {
  /** One for each bucket; null is a gap. */
  values: ReadonlyArray<number | null>;
  /** The line in words. */
  summary: string;
}

const WIDTH = 96;
const HEIGHT = 24;

/** A trend in the height of a line of text, without axes. */
export function Sparkline({ values, summary }: SparklineProps) {
  const { lines, last } = sparklinePaths(values, WIDTH, HEIGHT);
  return (
    <svg
      className={classes.sparkline}
      width={WIDTH}
      height={HEIGHT}
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      role="img"
      aria-label={summary}
    >
      {lines.map(line => (
        <polyline key={line} points={line} />
      ))}
      {last !== null && <circle cx={last.x} cy={last.y} r="2" />}
    </svg>
  );
}
