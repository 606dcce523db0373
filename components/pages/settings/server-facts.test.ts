import { describe, expect, test } from 'vitest';
import { describeServer } from './server-facts';

const SERVER = {
  id: 1,
  ciServer: 'Drone',
  allRepos: 'use the token of an admin: drone user add buildhours --admin --machine',
  url: 'https://drone.example',
  version: '2.25.0',
  login: 'buildhours',
  isAdmin: true,
  clockSkewMs: 484,
  shiftedRunnerCount: 0,
  shiftedRunners: [],
  discoveredAt: '2026-11-25T02:00:00Z',
  lastError: null,
  lastErrorAt: null,
  repositories: 21,
  repositoriesDone: 21,
  buildsStored: 12_000,
  buildsToGo: 0,
  logsToGo: 0,
  troubledCount: 0,
  troubled: [],
  publicUrl: null,
  troubledItemCount: 0,
  troubledItems: [],
  doubleOf: null,
};
type Server = Parameters<typeof describeServer>[0];
const values = (server: Partial<Server>) =>
  describeServer({ ...SERVER, ...server }).map(({ value }) => value);
const advice = (server: Partial<Server>) =>
  describeServer({ ...SERVER, ...server }).flatMap(fact => fact.advice ?? []);

describe('describeServer', () => {
  test('of a server that is as it should be need no advice', () => {
    expect(values({})).toEqual([
      'Drone 2.25.0',
      'buildhours, an admin: all repositories can be read',
      'agrees with ours',
    ]);
    expect(advice({})).toEqual([]);
  });

  test('say what to do about a user without rights and a clock that is off', () => {
    expect(values({ isAdmin: false, clockSkewMs: -65_400 }).slice(1)).toEqual([
      'buildhours, no admin',
      '65 s behind ours',
    ]);
    expect(values({ clockSkewMs: 12_000 })[2]).toBe('12 s ahead of ours');
    expect(advice({ isAdmin: false })).toEqual([
      'Only repositories that this user may see are read. For all of them use the token of an admin: drone user add buildhours --admin --machine',
    ]);
    expect(advice({ isAdmin: false, allRepos: null })).toEqual([
      'Only repositories that this user may see are read.',
    ]);
    expect(advice({ clockSkewMs: 10_001 })[0]).toContain('time server');
  });

  test('what is not known is not made up', () => {
    const unknown = describeServer({
      ...SERVER,
      version: null,
      login: null,
      isAdmin: null,
      clockSkewMs: null,
    });
    expect(unknown.map(({ value }) => value)).toEqual([
      'Drone, version not reported',
      'not known yet',
      'not known yet',
    ]);
  });
});
