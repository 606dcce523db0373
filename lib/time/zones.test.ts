import { describe, expect, test } from 'vitest';
import { isTimeZone } from './zones';

describe('isTimeZone', () => {
  test.each(['UTC', 'utc', 'Europe/Berlin', 'europe/berlin', 'America/Argentina/Buenos_Aires', 'Etc/GMT+5'])(
    '%s is one',
    name => expect(isTimeZone(name)).toBe(true),
  );

  test.each(['', 'Berlin', 'Mars/Base', '+02:00', 'GMT+2', 'SystemV/EST5'])('%s is none', name =>
    expect(isTimeZone(name)).toBe(false),
  );

  test.each(['CET', 'EST', 'PST', 'IST', 'BST'])('%s means another time to Postgres than to Node', name =>
    expect(isTimeZone(name)).toBe(false),
  );
});
