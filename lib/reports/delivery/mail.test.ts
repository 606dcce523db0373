import { expect, test } from 'vitest';
import { needsTls } from './mail';

test('a password goes encrypted, wherever the server is, unless that is this machine', () => {
  const needs = (address: string) => needsTls(new URL(address));
  expect(needs('smtp://user:secret@mail.example.com:587')).toBe(true);
  expect(needs('smtp://user:secret@10.0.0.5')).toBe(true);
  // From the start, so that there is nothing to ask for.
  expect(needs('smtps://user:secret@mail.example.com')).toBe(false);
  expect(needs('smtp://mail.example.com')).toBe(false);
  for (const host of ['localhost', '127.0.0.1', '[::1]'])
    expect(needs(`smtp://user:secret@${host}`)).toBe(false);
});
