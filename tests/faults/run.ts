import { parseArgs } from 'node:util';
import { SECOND_MS } from '@/lib/time/units';
import { type FaultResult, failuresOf, findDifferences, hoursEach, runFault } from './fault-run';
import { FaultWorld } from './fault-world';
import { FAULTS } from './faults';
import { Product } from './product';

/**
 * Injects every fault into the product as people run it (real Postgres, poller and web, and the demo's Drone server), one
 * after the other, and then compares all that is stored with what that server has. Ends with an error where anything
 * differs or does not recover. `-- --only REGEXP` tries some.
 */
async function main(): Promise<number> {
  const { values } = parseArgs({ options: { only: { type: 'string', default: '' } } });
  const faults = FAULTS.filter(({ name }) => new RegExp(values.only, 'i').test(name));
  const world = await FaultWorld.start();
  const product = await Product.start(world.server.url, { logs: true });
  const place = { product, world };
  const failures: string[] = [];
  const results: FaultResult[] = [];
  try {
    for (const fault of faults) {
      const result = await runFault(fault, place, hoursEach(faults));
      results.push(result);
      say(rowOf(result));
      failures.push(...failuresOf(result));
    }
    say(`comparing ${world.buildCount} builds and their logs …`);
    failures.push(...(await findDifferences(place)));
    await product.stop();
  } catch (error) {
    failures.push(error instanceof Error ? (error.stack ?? error.message) : String(error));
  } finally {
    await product.remove();
    await world.down();
  }
  say(tableOf(results));
  if (product.output.includes('an error in Buildhours')) failures.push('something was not foreseen');
  if (failures.length > 0) say(`what it printed:\n${product.output.slice(-6_000)}`);
  for (const failure of failures) say(`FAILED: ${failure}`);
  const tried = results.filter(({ skipped }) => skipped === null);
  say(
    `${tried.length} faults injected, ${tried.filter(({ recoveryMs }) => recoveryMs !== null).length} recoveries, ` +
      (failures.length === 0 ? 'nothing lost, nothing doubled' : `${failures.length} failures`),
  );
  return failures.length === 0 ? 0 : 1;
}

const NAME_CHARS = 52;

function rowOf({ fault, skipped, recoveryMs, slowestHealthMs, said }: FaultResult): string {
  const recovery = recoveryMs === null ? 'never' : `${(recoveryMs / SECOND_MS).toFixed(1)} s`;
  const row = [
    fault.padEnd(NAME_CHARS),
    (skipped === null ? recovery : 'skipped').padStart(9),
    `${(slowestHealthMs / SECOND_MS).toFixed(1)} s`.padStart(8),
  ].join('  ');
  return [row, ...(skipped === null ? said : [skipped]).map(words => `    ${words.slice(0, 160)}`)].join(
    '\n',
  );
}

function tableOf(results: readonly FaultResult[]): string {
  const head = [
    'fault, once each'.padEnd(NAME_CHARS),
    'recovery',
    '  health',
    'and what page and health said',
  ].join('  ');
  return ['', head, ...results.map(rowOf), ''].join('\n');
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

// A server that was told to be silent would keep its requests, and us, for an hour.
process.exit(await main());
