import { expect, test } from 'vitest';
import { sampleStage, sampleStep } from '@/tests/world/build-details';
import { foldStages } from './folded-stages';

const stages = (count: number) =>
  Array.from({ length: count }, (_, i) => sampleStage({ number: i + 1, name: `stage-${i + 1}` }));
const numbers = (drawn: readonly { number: number }[]) => drawn.map(({ number }) => number);

test('up to 40 stages are all drawn', () => {
  expect(foldStages(stages(40), [])).toHaveLength(40);
});

test('of many, those that tell something, in their order', () => {
  const many = stages(300);
  many[199] = sampleStage({ number: 200, status: 'failure' });
  many[249] = sampleStage({ number: 250, steps: [sampleStep({ isOnPath: true })] });
  const drawn = numbers(foldStages(many, []));
  expect(drawn).toHaveLength(40);
  expect(drawn.slice(-3)).toEqual([38, 200, 250]);
});

test('a stage with a step that is open is never folded', () => {
  expect(numbers(foldStages(stages(300), ['120.2', 'stages'])).slice(-2)).toEqual([39, 120]);
  const all = stages(300).map(({ number }) => `${number}.1`);
  expect(foldStages(stages(300), all)).toHaveLength(300);
});
