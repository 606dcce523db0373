import { describe, expect, it } from 'vitest';
import { parseMisbehaviour } from './parse-misbehaviour';

describe('parseMisbehaviour', () => {
  it('reads what fits', () => {
    const text = '{"errorRatio":0.1,"rateLimit":{"retryAfterSeconds":2,"status":503}}';
    expect(parseMisbehaviour(text)).toEqual({
      errorRatio: 0.1,
      rateLimit: { retryAfterSeconds: 2, status: 503 },
    });
  });

  it('says what does not', () => {
    expect(() => parseMisbehaviour('{"errorRatio":2}')).toThrow(/errorRatio/);
    expect(() => parseMisbehaviour('{"erorRatio":0.1}')).toThrow(/erorRatio/);
    expect(() => parseMisbehaviour('oops')).toThrow(/must be JSON/);
  });
});
