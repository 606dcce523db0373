import { simulateCaches, simulateDurationChanges, simulateSmallChanges } from './stats/changes';
import { simulateComparisons } from './stats/comparisons';
import type { Figure } from './stats/figure';
import { measureSpeed } from './stats/speed';
import { simulateTrends } from './stats/trends';

/**
 * Whether the statistics keep what design/measures.md, sections 4 and 5, promise, on made-up builds with a known truth:
 * lognormal, σ 0.25, 12 % of them cold and 2.2 times as long, each day with an effect of its own. Seeded: the same
 * figures every time. Ends with an error where a figure falls short.
 *
 * npm run bench:stats -- 0.1 simulates a tenth, for a first look.
 */
const scale = Number(process.argv[2] ?? 1);
if (!(scale > 0))
  throw new Error(`The share of simulations is a number above 0, such as 0.1, not ${process.argv[2]}.`);

let short = 0;
for (const simulate of [
  simulateComparisons,
  simulateTrends,
  simulateDurationChanges,
  simulateSmallChanges,
  simulateCaches,
  measureSpeed,
])
  for (const figure of simulate(scale)) {
    process.stdout.write(`${line(figure)}\n`);
    if (isShort(figure)) short += 1;
  }
process.stdout.write(short === 0 ? 'all figures hold\n' : `${short} figures fall short\n`);
process.exitCode = short === 0 ? 0 : 1;

function isShort({ value, atLeast, atMost }: Figure): boolean {
  return value < (atLeast ?? Number.NEGATIVE_INFINITY) || value > (atMost ?? Number.POSITIVE_INFINITY);
}

function line(figure: Figure): string {
  const { name, value, unit, atLeast, atMost } = figure;
  const limits = [atLeast === undefined ? '' : `≥ ${atLeast}`, atMost === undefined ? '' : `≤ ${atMost}`];
  const limit = limits.filter(text => text !== '').join(', ');
  return `${name.padEnd(78)}${value.toFixed(1).padStart(8)} ${unit.padEnd(3)}${limit.padEnd(14)}${isShort(figure) ? 'SHORT' : ''}`;
}
