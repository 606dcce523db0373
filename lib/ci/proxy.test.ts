import { describe, expect, test } from 'vitest';
import { CiOptionsError } from './ci-errors';
import { chooseProxy } from './proxy';

const PROXY = 'http://proxy.corp.example:3128';
const chosen = (server: string, variables: Record<string, string>) =>
  chooseProxy(new URL(server), variables).proxy?.href ?? null;

describe('the proxy for a server', () => {
  test.each<[string, Record<string, string>, string | null]>([
    ['https://drone.example', {}, null],
    ['https://drone.example', { HTTPS_PROXY: PROXY }, `${PROXY}/`],
    ['https://drone.example', { https_proxy: PROXY }, `${PROXY}/`],
    ['https://drone.example', { HTTP_PROXY: PROXY }, null],
    ['http://drone.example', { HTTP_PROXY: PROXY }, `${PROXY}/`],
    ['http://drone.example', { http_proxy: PROXY, HTTP_PROXY: 'http://other' }, `${PROXY}/`],
    ['http://drone.example', { HTTPS_PROXY: PROXY }, null],
    ['http://drone.example', { ALL_PROXY: PROXY }, `${PROXY}/`],
    ['https://drone.example', { all_proxy: PROXY }, `${PROXY}/`],
    ['https://drone.example', { HTTPS_PROXY: ' ', ALL_PROXY: PROXY }, `${PROXY}/`],
    ['https://drone.example', { HTTPS_PROXY: 'proxy:3128' }, 'http://proxy:3128/'],
    ['https://drone.example', { HTTPS_PROXY: 'bob:p%40ss@proxy:3128' }, 'http://bob:p%40ss@proxy:3128/'],
    ['http://localhost:8080', { HTTP_PROXY: PROXY }, null],
    ['http://127.0.0.1:8080', { ALL_PROXY: PROXY }, null],
    ['http://[::1]:8080', { ALL_PROXY: PROXY }, null],
  ])('%s with %j: %s', (server, variables, expected) => {
    expect(chosen(server, variables)).toBe(expected);
  });

  test.each<[string, string, boolean]>([
    ['drone.corp.example', 'drone.corp.example', true],
    ['drone.corp.example', 'Corp.Example', true],
    ['drone.corp.example', '.corp.example', true],
    ['drone.corp.example', '*.corp.example', true],
    ['drone.corp.example', 'git.example, corp.example', true],
    ['drone.corp.example', 'git.example corp.example.', true],
    ['drone.corp.example', '*', true],
    ['drone.corp.example', 'corp.example:443', true],
    ['drone.corp.example', 'corp.example:8080', false],
    ['drone.corp.example', 'orp.example', false],
    ['drone.corp.example', 'drone.corp', false],
    ['drone.corp.example', '10.0.0.0/8', false],
    ['10.1.2.3', '10.0.0.0/8', true],
    ['10.1.2.3', '10.1.2.3', true],
    ['10.1.2.3:8443', '10.1.2.3:8443', true],
    ['10.1.2.3', '11.0.0.0/8', false],
    ['10.1.2.3', '10.0.0.0/99', false],
    ['[fd00::7]', 'fd00::/8', true],
    ['[fd00::7]:8443', '[fd00::7]:8443', true],
    ['[fd00::7]', '[fd00::7]:8443', false],
  ])('https://%s with NO_PROXY=%s: left out %s', (host, noProxy, isLeftOut) => {
    const expected = isLeftOut ? null : `${PROXY}/`;
    expect(chosen(`https://${host}`, { HTTPS_PROXY: PROXY, NO_PROXY: noProxy })).toBe(expected);
    expect(chosen(`https://${host}`, { https_proxy: PROXY, no_proxy: noProxy })).toBe(expected);
  });

  test('it is said what decides', () => {
    const reason = (server: string, variables: Record<string, string>) =>
      chooseProxy(new URL(server), variables).reason;
    expect(reason('https://a.example', { https_proxy: PROXY })).toBe('https_proxy says so');
    expect(reason('https://a.example', { HTTPS_PROXY: PROXY, NO_PROXY: 'b, .example' })).toBe(
      'HTTPS_PROXY is set, but NO_PROXY has ".example"',
    );
    expect(reason('http://localhost', { ALL_PROXY: PROXY })).toBe(
      'ALL_PROXY is set, but the server is on this machine',
    );
  });

  test.each(['socks5://proxy:1080', 'socks5h://proxy', 'SOCKS4a://proxy:1', 'socks://proxy'])(
    'of the SOCKS proxy %s it is said what to do',
    proxy => {
      const choose = () => chosen('https://drone.example', { all_proxy: proxy });
      expect(choose).toThrow(/^all_proxy names a SOCKS proxy \(socks.*run on this machine.*NO_PROXY$/);
      expect(chosen('https://drone.example', { all_proxy: proxy, https_proxy: PROXY })).toContain('://');
      expect(chosen('https://drone.example', { all_proxy: proxy, no_proxy: 'drone.example' })).toBeNull();
    },
  );

  test.each(['socks5://bob:hidden@proxy:1080', 'http://bob:hidden@', 'http://bob:hid%den@proxy'])(
    'the proxy %s is refused, and not repeated',
    proxy => {
      const choose = () => chosen('https://drone.example', { ALL_PROXY: proxy });
      expect(choose).toThrow(CiOptionsError);
      expect(choose).toThrow(/^ALL_PROXY (?!.*hid).*/);
    },
  );
});
