import { expect, test } from 'vitest';
import { narrowPart } from './narrow-part';

test.each([
  [[0, 1, 0xffff], Uint32Array, Uint16Array],
  [[0, 0x1_0000], Uint32Array, Uint32Array],
  [[7], Int32Array, Uint16Array],
  [[0x7fff_ffff], Int32Array, Int32Array],
  [[-1, 5], Int32Array, Int32Array],
  [[0xffff], Float64Array, Uint16Array],
  [[0xffff_ffff, 3], Float64Array, Uint32Array],
  [[0x1_0000_0000], Float64Array, Float64Array],
  [[0.5, 2], Float64Array, Float64Array],
  [[-1], Float64Array, Float64Array],
  [[Number.NaN], Float64Array, Float64Array],
  [[Number.POSITIVE_INFINITY], Float64Array, Float64Array],
  [[255], Uint8Array, Uint8Array],
  [[], Uint32Array, Uint16Array],
])('%j takes two or four bytes each where they fit', (values, Kind, Held) => {
  const { column } = narrowPart({ column: Kind.from(values) });
  expect(column).toBeInstanceOf(Held);
  expect([...column]).toEqual(values);
});

test('columns share one piece of memory, and what is no column stays', () => {
  const tools = ['npm'];
  const part = narrowPart({
    n: 3,
    tools,
    id: Int32Array.of(70_000, 2, 3),
    day: Uint8Array.of(1, 2, 3),
    ms: Float64Array.of(1, 2, 3),
  });
  expect(part).toEqual({
    n: 3,
    tools,
    id: Int32Array.of(70_000, 2, 3),
    day: Uint8Array.of(1, 2, 3),
    ms: Uint16Array.of(1, 2, 3),
  });
  expect(part.tools).toBe(tools);
  const [id, ms] = [part.id, part.ms] as [Int32Array, Uint16Array];
  expect(id.buffer).toBe(ms.buffer);
  expect(ms.buffer.byteLength).toBe(16 + 8 + 8);
});
