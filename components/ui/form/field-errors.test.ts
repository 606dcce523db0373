import { expect, test } from 'vitest';
import { errorsByField, lineProblem, linesOf, WHOLE_FORM } from './field-errors';

test('problems stand at the path of their field, several of one together', () => {
  expect(
    errorsByField([
      { path: ['rules', 1, 'step'], message: 'is empty' },
      { path: ['rules', 1, 'step'], message: 'captures nothing' },
      { path: [], message: 'there are too many' },
    ]),
  ).toEqual({ 'rules.1.step': 'is empty; captures nothing', [WHOLE_FORM]: 'there are too many' });
});

test('problems of lines name what stands in the line', () => {
  expect(lineProblem(['a', 'b'], 1, 'is too long')).toBe('“b” is too long');
  expect(lineProblem(['a', 'b'], undefined, 'has 1001 entries')).toBe('has 1001 entries');
  expect(linesOf(' a \n\n b\n')).toEqual(['a', 'b']);
});
