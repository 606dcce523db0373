import fc from 'fast-check';
import { expect, test } from 'vitest';
import { BUILD_FLAG } from '../format/codes';
import { packParts, unpackPart } from '../format/parts';
import { amountRows, lostParts } from './lost-parts';

const ms = fc.nat(86_400_000);
const few = fc.nat(2);
const aRow = fc.record({
  number: fc.nat(9999),
  placeId: few,
  ownerId: few,
  personId: few,
  measuredMs: ms,
  lowMs: ms,
  lostMs: ms,
  highMs: ms,
  day: fc.nat(6),
  cause: few,
  event: few,
  flags: fc.nat(31),
});

test('amounts come back as they were; sums leave out people, days and builds, and of the flags all but the branch', () => {
  fc.assert(
    fc.property(fc.array(aRow, { maxLength: 60 }), rows => {
      const packed = packParts(lostParts(rows));
      expect(amountRows(unpackPart('amounts', packed.amounts))).toEqual(rows);
      const sums = unpackPart('sums', packed.sums);
      const seen = new Set<string>();
      for (let i = 0; i < sums.n; i += 1) {
        const own = rows.filter(
          row =>
            row.placeId === sums.placeId[i] &&
            row.ownerId === sums.ownerId[i] &&
            row.cause === sums.cause[i] &&
            row.event === sums.event[i] &&
            (row.flags & BUILD_FLAG.onDefaultBranch) === sums.flags[i],
        );
        for (const band of ['measuredMs', 'lowMs', 'lostMs', 'highMs'] as const) {
          expect(sums[band][i]).toBe(own.reduce((sum, row) => sum + row[band], 0));
        }
        for (const row of own) seen.add(JSON.stringify(row));
      }
      expect(seen.size).toBe(new Set(rows.map(row => JSON.stringify(row))).size);
    }),
  );
});
