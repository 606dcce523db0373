import { BIG_DATA_PLAN, type BigDataSize } from './big-data/big-data-plan';
import { openBigData } from './big-data/open-big-data';

/** Makes the data that `bench:metrics` asks, unless they are there, and says what is in them. */
const sizes = process.argv.slice(2);
for (const size of sizes.length > 0 ? sizes : ['tenth', 'million']) {
  if (!isSize(size)) throw new Error(`there is no size ${size}: give tenth or million`);
  const began = performance.now();
  const data = await openBigData(size, print);
  print(`${size}, opened after ${((performance.now() - began) / 1000).toFixed(0)} s\n${data.summary}\n`);
  await data.stop();
}

function isSize(text: string): text is BigDataSize {
  return text in BIG_DATA_PLAN.sizes;
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
