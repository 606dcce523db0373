import { describe, expect, test } from 'vitest';
import { isAt, problemAt, problemInLines } from './field-problem';

const PROBLEMS = [
  { path: [1, 'step'], message: 'is empty' },
  { path: [1, 'step'], message: 'captures nothing' },
  { path: ['bots', 1], message: 'is longer than 200 characters' },
  { path: ['bots'], message: 'has 1001 entries' },
];

describe('problems', () => {
  test('are found at just their place', () => {
    expect(problemAt(PROBLEMS, 1, 'step')).toBe('is empty; captures nothing');
    expect(problemAt(PROBLEMS, 1)).toBeNull();
    expect(problemAt(PROBLEMS, 0, 'step')).toBeNull();
  });

  test('are at every place above them too', () => {
    expect(PROBLEMS.filter(problem => isAt(problem, [1]))).toHaveLength(2);
    expect(PROBLEMS.filter(problem => isAt(problem, []))).toHaveLength(4);
  });

  test('of lists edited as lines name what stands in the line', () => {
    expect(problemInLines(PROBLEMS, ['a', 'b'], 'bots')).toBe(
      '“b” is longer than 200 characters; has 1001 entries',
    );
    expect(problemInLines(PROBLEMS, ['a', 'b'], 'others')).toBeNull();
  });
});
