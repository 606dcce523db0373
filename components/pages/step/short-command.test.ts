import { expect, test } from 'vitest';
import { shortCommand } from './short-command';

test.each([
  ['/usr/local/bin/docker build .', 'docker build .'],
  ['/bin/sh -c make', 'sh -c make'],
  ['/usr/sbin/dockerd', 'dockerd'],
  ['./bin/test', './bin/test'],
  ['/opt/app/bin/run', '/opt/app/bin/run'],
])('%s → %s', (label, short) => expect(shortCommand(label)).toBe(short));
