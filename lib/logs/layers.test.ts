import { describe, expect, test } from 'vitest';
import { countsOf, readText, readTimed, spansOf } from '@/tests/world/log-readings';
import type { LogReading } from './log-reading';

/** The share of a command's seconds that its layers and pulls explain. */
function explained({ spans }: LogReading, command = 0): number {
  const whole = spans[command]?.seconds ?? null;
  if (whole === null) throw new Error('the command has no seconds');
  const parts = spans.filter(({ parent }) => parent === command).map(({ seconds }) => seconds ?? 0);
  return parts.reduce((sum, seconds) => sum + seconds, 0) / whole;
}

describe('the seconds of a step that builds images are explained to 95 %', () => {
  test('BuildKit: booting, metadata, context, base images, exporting, importing', () => {
    const reading = readTimed([
      [0, '+ docker buildx build --push -t registry.test/app .'],
      [0, '#0 building with "ci" instance using docker-container driver'],
      [0, '#1 [internal] booting buildkit'],
      [8, '#1 DONE 8.2s'],
      [8, '#2 [internal] load build definition from Dockerfile'],
      [8, '#2 DONE 0.0s'],
      [8, '#3 resolve image config for docker-image://docker.io/docker/dockerfile:1'],
      [10, '#3 DONE 1.9s'],
      [10, '#4 docker-image://docker.io/docker/dockerfile:1@sha256:0123456789abcdef'],
      [11, '#4 DONE 1.0s'],
      [11, '#5 [auth] library/node:pull token for registry-1.docker.io'],
      [11, '#5 DONE 0.0s'],
      [11, '#6 [internal] load metadata for docker.io/library/node:20'],
      [13, '#6 DONE 2.1s'],
      [13, '#7 [internal] load build context'],
      [13, '#7 transferring context: 812.30MB 41.2s'],
      [54, '#7 transferring context: 812.30MB 41.2s done'],
      [54, '#7 DONE 41.3s'],
      [54, '#8 importing cache manifest from registry.test/app:cache'],
      [57, '#8 DONE 3.0s'],
      [57, '#9 [1/3] FROM docker.io/library/node:20@sha256:0123456789abcdef'],
      [57, '#9 resolve docker.io/library/node:20@sha256:0123456789abcdef done'],
      [57, '#9 DONE 0.0s'],
      [57, '#9 [1/3] FROM docker.io/library/node:20@sha256:0123456789abcdef'],
      [70, '#9 extracting sha256:0123456789abcdef 9.0s done'],
      [70, '#9 DONE 12.8s'],
      [70, '#10 FROM docker.io/library/tools@sha256:1123456789abcdef'],
      [74, '#10 DONE 4.0s'],
      [74, '#11 [2/3] RUN npm ci'],
      [74, '#11 CACHED'],
      [74, '#11 [2/3] RUN npm ci'],
      [80, '#11 DONE 6.1s'],
      [80, '#12 [3/3] COPY . .'],
      [81, '#12 DONE 0.9s'],
      [81, '#13 exporting to image'],
      [95, '#13 pushing layers 14.0s done'],
      [101, '#13 DONE 20.1s'],
      [101, '#14 exporting cache to registry'],
      [109, '#14 preparing build cache for export 7.9s done'],
      [109, '#14 DONE 8.0s'],
      [109, '#15 importing to docker'],
      [120, '#15 DONE 11.0s'],
    ]);
    expect(explained(reading)).toBeGreaterThanOrEqual(0.95);
    expect(explained(reading)).toBeLessThanOrEqual(1.05);
    expect(countsOf(reading, 'buildkit')).toBe('1/1');
    expect(spansOf(reading)).not.toContain(expect.stringContaining('[auth]'));
  });

  test('BuildKit: bake and compose name their targets in everything', () => {
    const reading = readTimed([
      [0, '+ docker compose build'],
      [0, '#1 [api internal] load build context'],
      [6, '#1 DONE 6.0s'],
      [6, '#2 [api 2/2] RUN make'],
      [20, '#2 DONE 14.0s'],
      [20, '#3 [api] exporting to docker image format'],
      [24, '#3 DONE 4.0s'],
    ]);
    expect(reading.spans.map(({ label }) => label)).toEqual([
      'docker compose build',
      'api load build context',
      'api RUN make',
      'api exporting to docker image format',
    ]);
    expect(explained(reading)).toBe(1);
  });

  test('the classic builder: sending the context', () => {
    const reading = readTimed([
      [0, '+ docker build .'],
      [
        1,
        'Sending build context to Docker daemon  557.1kB\rSending build context to Docker daemon  812.3MB\r',
      ],
      [32, 'Step 1/2 : FROM alpine'],
      [40, ' ---> 0123456789ab'],
      [40, 'Step 2/2 : RUN make'],
      [40, ' ---> Running in 1123456789ab'],
      [99, 'Removing intermediate container 1123456789ab'],
      [99, ' ---> 2123456789ab'],
      [100, 'Successfully built 2123456789ab'],
      [100, 'Successfully tagged app:latest'],
    ]);
    expect(explained(reading)).toBeGreaterThanOrEqual(0.95);
    expect(reading.spans[1]).toMatchObject({ label: 'Sending build context', seconds: 31 });
  });

  test('kaniko: retrieving, unpacking, saving, pushing', () => {
    const reading = readTimed([
      [0, '+ /kaniko/executor --destination registry.test/app:1'],
      [0, 'INFO[0000] Retrieving image manifest golang:1.21'],
      [2, 'INFO[0002] Retrieving image golang:1.21 from registry index.docker.io'],
      [5, "INFO[0005] Building stage 'golang:1.21' [idx: '0', base-idx: '-1']"],
      [5, 'INFO[0005] Checking for cached layer registry.test/cache:0123...'],
      [6, 'INFO[0006] No cached layer found for cmd RUN make'],
      [6, 'INFO[0006] Unpacking rootfs as cmd RUN make requires it.'],
      [16, 'INFO[0016] RUN make'],
      [16, 'INFO[0016] Running: [/bin/sh -c make]'],
      [50, 'INFO[0050] Taking snapshot of full filesystem...'],
      [56, 'INFO[0056] Pushing layer registry.test/cache:0123 to cache now'],
      [56, 'INFO[0056] Saving file app for later use'],
      [59, 'INFO[0059] Deleting filesystem...'],
      [62, "INFO[0062] Building stage 'alpine' [idx: '1', base-idx: '-1']"],
      [62, 'INFO[0062] Unpacking rootfs as cmd COPY --from=0 /app /app requires it.'],
      [64, 'INFO[0064] COPY --from=0 /app /app'],
      [65, 'INFO[0065] Taking snapshot of files...'],
      [65, 'INFO[0065] CMD ["/app"]'],
      [65, 'INFO[0065] No files changed in this command, skipping snapshotting.'],
      [65, 'INFO[0065] Pushing image to registry.test/app:1'],
      [80, 'INFO[0080] Pushed registry.test/app@sha256:0123'],
    ]);
    expect(explained(reading)).toBeGreaterThanOrEqual(0.95);
    expect(spansOf(reading).slice(1)).toEqual([
      'layer 5s Retrieving image manifest golang:1.21',
      'layer 1s Checking for cached layer registry.test/cache:0123...',
      'layer 10s Unpacking rootfs as cmd RUN make requires it.',
      'layer 40s miss RUN make',
      'layer 3s Saving file app for later use',
      'layer 3s Deleting filesystem...',
      'layer 2s Unpacking rootfs as cmd COPY --from=0 /app /app requires it.',
      'layer 1s COPY --from=0 /app /app',
      'layer 0s CMD ["/app"]',
      'layer 15s Pushing image to registry.test/app:1',
    ]);
  });

  test('buildah: writing the image', () => {
    const reading = readTimed([
      [0, '+ podman build -t app .'],
      [0, 'STEP 1/2: FROM alpine'],
      [4, 'STEP 2/2: RUN make'],
      [30, 'COMMIT app'],
      [39, '--> 0123456789ab'],
      [40, 'Successfully tagged localhost/app:latest'],
    ]);
    expect(explained(reading)).toBeGreaterThanOrEqual(0.95);
    expect(countsOf(reading, 'buildah')).toBe('0/1');
  });

  test('work that took no time, and words of others, are no layers', () => {
    const log =
      'INFO[0001] Pushing image to registry.test/a\nINFO[0009] Pushed it\n#1 [internal] load metadata\n#1 DONE 0.0s';
    expect(readText(log).spans).toEqual([]);
  });
});

describe('pulls of compose', () => {
  test('take from Pulling to Pulled, a hit where no layer had to come', () => {
    const reading = readTimed([
      [0, '+ docker compose pull'],
      [0, ' web Pulling'],
      [1, ' c29f5b76f736 Pulling fs layer'],
      [8, ' c29f5b76f736 Pull complete'],
      [9, ' web Pulled'],
      [9, ' Image registry.test/db:16 Pulling'],
      [10, ' ad24708d5ee0 Already exists'],
      [11, ' Image registry.test/db:16 Pulled'],
    ]);
    expect(spansOf(reading).slice(1)).toEqual(['pull 9s miss web', 'pull 2s hit registry.test/db:16']);
    expect(countsOf(reading, 'docker-pull')).toBe('1/1');
  });

  test('that run side by side do not say whose layers came', () => {
    const log = ' web Pulling\n db Pulling\n c29f5b76f736 Pull complete\n web Pulled\n db Pulled';
    expect(readText(log).spans.map(({ cache }) => cache)).toEqual(['unknown', 'unknown']);
  });
});

describe('a replay', () => {
  test.each([
    ['nx', '+ npx nx build app\n> nx run app:build  [local cache]\nbuilt in 1s', 'Progress'],
    [
      'turbo',
      '+ npx turbo build\nweb:build: cache hit, replaying logs 01\nweb:build: built',
      'web:build: Progress',
    ],
  ])('of %s that was not closed ends with its command', (_, replay, progress) => {
    const line = `${progress}: resolved 9, reused 7, downloaded 1, added 8, done`;
    expect(countsOf(readText(`${replay}\n${line}`), 'pnpm')).toBeNull();
    expect(countsOf(readText(`${replay}\n+ pnpm i\n${line.replace('web:build: ', '')}`), 'pnpm')).toBe('7/1');
  });
});

describe('builds that print at the same time', () => {
  const AT_ONCE = `api  | #5 [2/3] RUN npm ci
web  | #5 [2/3] RUN pip install .
api  | #5 CACHED
web  | #5 1.2 Collecting six
web  | #5 2.2   Using cached six-1.16-py3-none-any.whl (11 kB)
web  | #5 DONE 12.0s
api  | #6 [3/3] COPY . .
web  | #6 [3/3] COPY app app
api  | #6 DONE 0.1s
web  | #6 DONE 0.2s`;
  const TASKS = 'api:image: cache miss, executing 01\nweb:image: cache miss, executing 02';

  test.each([
    ['behind names', AT_ONCE],
    ['behind names and clocks', AT_ONCE.replace(/^/gm, '2026-01-05T10:11:12Z ')],
    ['behind coloured names', AT_ONCE.replace(/^\w+ {2}\| /gm, name => `\u001b[36m${name}\u001b[0m`)],
    ['behind names in brackets', AT_ONCE.replace(/^(\w+) {2}\|/gm, '[$1]')],
    ['as tasks of turborepo', `${TASKS}\n${AT_ONCE.replace(/^(\w+) {2}\|/gm, '$1:image:')}`],
  ])('%s are told apart', (_, log) => {
    const reading = readText(log);
    expect(countsOf(reading, 'buildkit')).toBe('1/3');
    expect(countsOf(reading, 'pip')).toBe('1/0');
    expect(spansOf(reading)).toEqual([
      'layer 0s hit [2/3] RUN npm ci',
      'layer 12s miss [2/3] RUN pip install .',
      'layer 0.1s miss [3/3] COPY . .',
      'layer 0.2s miss [3/3] COPY app app',
    ]);
  });

  test('what changes from line to line is no name', () => {
    const log = `10:11:12.1 | #5 [2/3] RUN a
10:11:13.1 | #5 CACHED
2026-01-05T10:11:12Z: #6 [3/3] RUN b
INFO | #6 1.2 output
ERROR | #6 DONE 1.0s
[build:12] #7 [4/4] RUN c
[build:13] #7 1.2 output
[stderr] #7 DONE 2.0s`;
    expect(countsOf(readText(log), 'buildkit')).toBe('1/2');
  });

  test('a build that cannot say its cache does not hide what the other says', () => {
    const log =
      'api  | Step 1/2 : FROM a\napi  | Step 2/2 : RUN a\nweb  | Step 1/1 : RUN b\nweb  |  ---> Using cache';
    expect(countsOf(readText(log), 'docker-classic')).toBe('1/0');
  });
});
