import { afterAll, beforeAll, expect, test } from 'vitest';
import { failuresOf, findDifferences, hoursEach, runFault } from './faults/fault-run';
import { FaultWorld } from './faults/fault-world';
import { FAULTS } from './faults/faults';
import { Product } from './faults/product';

/** What takes seconds of `npm run test:faults`, which tries them all. */
const SHORT = FAULTS.filter(({ isShort }) => isShort);

let world: FaultWorld;
let product: Product;

beforeAll(async () => {
  world = await FaultWorld.start();
  product = await Product.start(world.server.url, { logs: false });
});
afterAll(async () => {
  await product.remove();
  await world.down();
});

test.each(SHORT)('$name: everything goes on by itself', async fault => {
  expect(failuresOf(await runFault(fault, { product, world }, hoursEach(SHORT)))).toEqual([]);
});

test('nothing is lost or doubled, and it ends in order', async () => {
  expect(await findDifferences({ product, world }, { logs: false })).toEqual([]);
  await product.stop();
  expect(product.output).not.toContain('an error in Buildhours');
});
