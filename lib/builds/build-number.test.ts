import { expect, test } from 'vitest';
import { parseBuildNumber } from './build-number';

test.each(['1', '2147483648', '20261129001', String(Number.MAX_SAFE_INTEGER)])(
  '%s is a number of a build',
  text => expect(parseBuildNumber(text)).toBe(Number(text)),
);

test.each(['', '0', '01', '-1', '1.5', '1e3', '9007199254740992', '99999999999999999', ' 1', 'x'])(
  '"%s" is none',
  text => expect(parseBuildNumber(text)).toBeNull(),
);
