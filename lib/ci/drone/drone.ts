import type { CiServer } from '@/lib/ci/ci-server';
import { buildUrl, parseServerAddress, parseToken, stepUrl } from './addresses';
import { createDroneClient } from './client';
import { readDroneHook } from './hook';

/** Drone 1.0 to 2.25. */
export const drone: CiServer = {
  kind: 'drone',
  name: 'Drone',
  envPrefix: 'DRONE',
  words: {
    address: 'the address of Drone, such as https://drone.example.com',
    token: 'the token from the account page of Drone',
    allRepos: 'use the token of an admin machine user: drone user add buildhours --admin --machine',
  },
  parseAddress: parseServerAddress,
  parseToken,
  createClient: createDroneClient,
  readHook: readDroneHook,
  buildUrl,
  stepUrl,
};
