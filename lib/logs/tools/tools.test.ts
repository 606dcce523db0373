import { describe, expect, test } from 'vitest';
import { countsOf, readText } from '@/tests/world/log-readings';
import { TOOLS } from './index';

interface Case {
  tool: string;
  says: string;
  log: string;
  /** `hits/misses`, `?` where the tool does not tell; null: the tool did not appear. */
  counts: string | null;
}

const CASES: Case[] = [
  {
    tool: 'docker-classic',
    says: 'hit by its arrow, FROM and the ARG before it left out',
    log: `Sending build context to Docker daemon  4.1kB
Step 1/4 : ARG BASE=alpine
Step 2/4 : FROM $BASE
 ---> 0123456789ab
Step 3/4 : RUN true
 ---> Using cache
 ---> 1123456789ab
Step 4/4 : COPY . .
 ---> 2123456789ab
Successfully built 2123456789ab`,
    counts: '1/1',
  },
  {
    tool: 'buildkit',
    says: 'CACHED against DONE, FROM and the builder left out',
    log: `#1 [internal] load build definition from Dockerfile
#1 DONE 0.1s
#4 [1/3] FROM docker.io/library/alpine
#4 CACHED
#5 [2/3] RUN true
#5 CACHED
#6 [3/3] COPY . .
#6 DONE 0.3s`,
    counts: '1/1',
  },
  {
    tool: 'buildkit',
    says: 'nothing of its cache on a terminal, where lines are painted over',
    log: ' => CACHED [2/3] RUN true                          0.0s\n => [3/3] COPY . .            0.1s',
    counts: '?/?',
  },
  {
    tool: 'kaniko',
    says: 'layers looked up, those after the first miss apart',
    log: `INFO[0001] Checking for cached layer registry.test/cache:abc...
INFO[0001] Using caching version of cmd: RUN apk add git
INFO[0001] Checking for cached layer registry.test/cache:abd...
INFO[0001] No cached layer found for cmd RUN npm ci
INFO[0002] RUN apk add git
INFO[0002] Found cached layer, extracting to filesystem
INFO[0005] RUN npm ci
INFO[0005] Running: [/bin/sh -c npm ci]
+ looks like a command
INFO[0035] Taking snapshot of full filesystem...
INFO[0036] RUN npm run build
INFO[0040] Pushing image to registry.test/app`,
    counts: '1/1 notLookedUp 1',
  },
  {
    tool: 'buildah',
    says: 'hit, hit from the remote cache, miss',
    log: `STEP 1/4: FROM alpine
STEP 2/4: RUN one
--> Using cache 0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef
STEP 3/4: RUN two
--> Cache pulled from remote registry.test/cache@sha256:01
STEP 4/4: RUN three
--> 0123456789ab
COMMIT app`,
    counts: '2/1',
  },
  {
    tool: 'docker-pull',
    says: 'layers that were there',
    log: `3.12: Pulling from library/python
0123456789ab: Already exists
1123456789ab: Pulling fs layer
1123456789ab: Pull complete
Status: Downloaded newer image for python:3.12`,
    counts: '1/1',
  },
  {
    tool: 'docker-push',
    says: 'layers that the registry had, under this name or another',
    log: `The push refers to repository [registry.test/app]
0123456789ab: Preparing
0123456789ab: Layer already exists
1123456789ab: Mounted from base
2123456789ab: Pushed`,
    counts: '2/1',
  },
  {
    tool: 'drone-cache',
    says: 'directories restored',
    log: `level=info name=drone-cache component=plugin msg="restoring  cache"
level=info name=drone-cache component=plugin.restorer msg="restoring directory" local=a remote=r/a
level=info name=drone-cache component=plugin.restorer msg="restoring directory" local=b remote=r/b
level=info name=drone-cache component=plugin.restorer msg="cache restored" took=1.2s`,
    counts: '2/0',
  },
  {
    tool: 'drone-cache',
    says: 'one of two directories missing, in JSON',
    log: `{"component":"plugin","level":"info","msg":"restoring  cache"}
{"level":"info","local":"a","msg":"restoring directory","remote":"r/a"}
{"level":"info","local":"b","msg":"restoring directory","remote":"r/b"}
{"err":"[IMPORTANT] restore cache, restore failed, download from r/b to b, no such key","level":"error"}`,
    counts: '1/1',
  },
  {
    tool: 'drone-volume-cache',
    says: 'folder by folder',
    log: 'Restoring cache for folder ./node_modules...\nNo cache for ./vendor\n[NO CACHE] is in the commit message',
    counts: '1/1',
  },
  {
    tool: 'plugins-cache',
    says: 'the last word on each mount',
    log: `2019/02/01 10:00:00 Restoring cache a
2019/02/01 10:00:00 Unable to restore a. no such file
2019/02/01 10:00:00 Restoring cache from master branch
Restoring cache b
Unable to restore b. no such file
Restoring cache from master branch
Unable to restore b from master branch. no such file`,
    counts: '1/1',
  },
  {
    tool: 's3-cache',
    says: 'a hit only with a file that came down',
    log: `time="2020-01-01T00:00:00Z" level=info msg="restoring cache" path=a
time="2020-01-01T00:00:00Z" level=info msg="downloading file"
time="2020-01-01T00:00:02Z" level=info msg="file downloaded"
time="2020-01-01T00:00:02Z" level=info msg="cache restored"`,
    counts: '1/0',
  },
  {
    tool: 's3-cache',
    says: 'nothing where no file came down',
    log: `time="2020-01-01T00:00:00Z" level=info msg="restoring cache" path=a
time="2020-01-01T00:00:02Z" level=info msg="cache restored"`,
    counts: '?/?',
  },
  {
    tool: 'pip',
    says: 'files, without the metadata looked at beforehand',
    log: `Collecting flask
  Using cached flask-3.0.0-py3-none-any.whl.metadata (3.6 kB)
  Downloading six-1.16.0-py2.py3-none-any.whl.metadata (1.8 kB)
Using cached flask-3.0.0-py3-none-any.whl (99 kB)
Downloading six-1.16.0-py2.py3-none-any.whl (11 kB)
Downloading legacy-1.0.tar.gz (5 kB)
Successfully built legacy
Installing collected packages: six, legacy, flask`,
    counts: '1/2',
  },
  {
    tool: 'pip',
    says: 'not what other programs download',
    log: 'Downloading https://services.test/distributions/tool-8.5-bin.zip',
    counts: null,
  },
  { tool: 'poetry', says: 'nothing', log: '  - Installing requests (2.31.0): Downloading...', counts: '?/?' },
  {
    tool: 'uv',
    says: 'prepared against installed',
    log: 'Resolved 12 packages in 20ms\nPrepared 3 packages in 1.2s\nInstalled 12 packages in 10ms',
    counts: '9/3',
  },
  {
    tool: 'uv',
    says: 'all cached without a line of its own',
    log: 'Installed 12 packages in 10ms',
    counts: '12/0',
  },
  {
    tool: 'npm',
    says: 'nothing by default',
    log: 'added 120 packages, and audited 121 packages in 3s',
    counts: '?/?',
  },
  {
    tool: 'npm',
    says: 'its cache at log level http',
    log: 'npm http fetch GET 200 https://r.test/a 12ms (cache hit)\nnpm http fetch GET 200 https://r.test/b 90ms (cache miss)',
    counts: '1/1',
  },
  {
    tool: 'yarn1',
    says: 'nothing',
    log: '[1/4] Resolving packages...\n[2/4] Fetching packages...',
    counts: '?/?',
  },
  {
    tool: 'yarn-berry',
    says: 'only misses without a summary',
    log: "➤ YN0013: │ left-pad@npm:1.3.0 can't be found in the cache and will be fetched from the remote registry",
    counts: '?/1',
  },
  {
    tool: 'yarn-berry',
    says: 'both in its summary',
    log: '➤ YN0013: │ 38 packages were already cached, 2 had to be fetched',
    counts: '38/2',
  },
  {
    tool: 'pnpm',
    says: 'the last progress of each install',
    log: `Progress: resolved 1, reused 0, downloaded 0, added 0
Progress: resolved 9, reused 7, downloaded 1, added 8, done
Progress: resolved 4, reused 4, downloaded 0, added 4, done
dependencies:
+ left-pad 1.3.0`,
    counts: '11/1',
  },
  {
    tool: 'pnpm',
    says: 'nothing when there was nothing to do',
    log: 'Progress: resolved 9, reused 0, downloaded 0, added 0, done',
    counts: null,
  },
  {
    tool: 'bundler',
    says: 'gems that were there',
    log: 'Fetching gem metadata from https://rubygems.test/\nUsing rake 13.0.6\nFetching rack 3.0.8\nInstalling rack 3.0.8',
    counts: '1/1',
  },
  {
    tool: 'bundler',
    says: 'not what looks like a gem',
    log: 'Using cached 3\nUsing docker 20.10',
    counts: null,
  },
  {
    tool: 'composer',
    says: 'version 2: installed without a download',
    log: `Installing dependencies from lock file
Package operations: 3 installs, 0 updates, 0 removals
  - Downloading acme/one (1.0)
  - Installing acme/one (1.0): Extracting archive
  - Installing acme/two (1.0): Extracting archive
  - Installing acme/three (1.0): Extracting archive`,
    counts: '2/1',
  },
  {
    tool: 'composer',
    says: 'version 1: with each package',
    log: '  - Installing acme/one (1.0): Loading from cache\n  - Installing acme/two (1.0): Downloading (100%)',
    counts: '1/1',
  },
  {
    tool: 'maven',
    says: 'only downloads',
    log: 'Progress (1): 4 kB\r[INFO] Downloaded from central: https://m.test/a.jar (4 kB)\nDownloaded: https://m.test/b.pom (1 kB)',
    counts: '?/2',
  },
  { tool: 'go-mod', says: 'only downloads', log: 'go: downloading github.test/x/y v1.2.3', counts: '?/1' },
  {
    tool: 'apt',
    says: 'indexes that had not changed',
    log: 'Hit:1 http://deb.test/debian bookworm InRelease\nGet:2 http://deb.test/debian bookworm/main [8 kB]\nIgn:3 http://x.test a',
    counts: '1/1',
  },
  { tool: 'apk', says: 'nothing', log: '(1/3) Installing git (2.43.0-r0)', counts: '?/?' },
  {
    tool: 'go-test',
    says: 'package by package',
    log: `ok  \tacme.test/a\t(cached)
ok  \tacme.test/b\t0.31s
?   \tacme.test/c\t[no test files]
--- FAIL: TestX (0.00s)
FAIL
FAIL\tacme.test/d\t0.02s
FAIL\tacme.test/e [build failed]
FAIL`,
    counts: '1/2 failed 1',
  },
  {
    tool: 'gradle',
    says: 'its cache against what it executed; up to date is neither',
    log: '> Task :compileJava FROM-CACHE\n\nBUILD SUCCESSFUL in 1m 16s\n9 actionable tasks: 4 executed, 3 from cache, 2 up-to-date',
    counts: '3/4',
  },
  { tool: 'gradle', says: 'nothing without a summary', log: ':compileJava UP-TO-DATE', counts: '?/?' },
  {
    tool: 'bazel',
    says: 'hits of shared caches, internal processes left out',
    log: 'INFO: 33 processes: 40 action cache hit, 18 remote cache hit, 13 internal, 2 linux-sandbox.\nINFO: 0 processes.',
    counts: '18/2',
  },
  {
    tool: 'turbo',
    says: 'its summary rather than its lines',
    log: `web:build: cache hit, replaying logs 0123456789abcdef
web:build: Progress: resolved 9, reused 9, downloaded 0, added 9, done
api:build: cache miss, executing 1123456789abcdef
api:build: Progress: resolved 5, reused 1, downloaded 4, added 5, done
 Tasks:    5 successful, 5 total
Cached:    2 cached, 5 total`,
    counts: '2/3',
  },
  {
    tool: 'turbo',
    says: 'task by task without one; forced tasks were not looked up',
    log: 'web:build: cache hit, suppressing logs 01\napi:build: cache miss, executing 02\ndb:build: cache bypass, force executing 03',
    counts: '1/1 notLookedUp 1',
  },
  {
    tool: 'nx',
    says: 'its summary, which is left out when nothing was cached',
    log: `> nx run web:build  [local cache]
> nx run api:build
 NX   Successfully ran target build for 2 projects
Nx read the output from the cache instead of running the command for 1 out of 2 tasks.`,
    counts: '1/1',
  },
  {
    tool: 'sccache',
    says: 'totals, cumulative until they are zeroed, languages left out',
    log: `Cache hits                            10
Cache hits (Rust)                     10
Cache misses                           5
Cache hits                            30
Cache misses                           6
Cache hits                             2
Cache misses                           1`,
    counts: '32/7',
  },
  {
    tool: 'ccache',
    says: 'cacheable calls, not the storage below',
    log: `Cacheable calls:    30 / 32 (93.75%)
  Hits:             12 / 30 (40.00%)
    Direct:         12 / 12 (100.0%)
  Misses:           18 / 30 (60.00%)
Local storage:
  Hits:             24 / 60 (40.00%)
  Misses:           36 / 60 (60.00%)`,
    counts: '12/18',
  },
  {
    tool: 'ccache',
    says: 'version 3',
    log: 'cache hit (direct)                     7\ncache hit (preprocessed)               2\ncache miss                             4',
    counts: '9/4',
  },
  {
    tool: 'cargo',
    says: 'only what it compiled',
    log: '   Compiling serde v1.0.0\n    Finished dev in 12.3s',
    counts: '?/1',
  },
  {
    tool: 'cargo',
    says: 'both with -v',
    log: '       Fresh libc v0.2.0\n   Compiling serde v1.0.0',
    counts: '1/1',
  },
];

describe('what each tool tells', () => {
  test.each(CASES)('$tool: $says', ({ tool, log, counts }) => {
    expect(countsOf(readText(log), tool)).toBe(counts);
  });

  test.each(CASES.filter(({ counts }) => counts !== null))(
    '$tool: $says, as output of a BuildKit layer',
    ({ tool, log, counts }) => {
      const builders = ['docker-classic', 'buildkit', 'kaniko', 'buildah'];
      if (builders.includes(tool)) return;
      const lines = log.split(/[\n\r]/).map(line => `#7 12.34 ${line}`);
      expect(countsOf(readText(`#7 [2/2] RUN make\n${lines.join('\n')}\n#7 DONE 20.0s`), tool)).toBe(counts);
    },
  );

  test('every tool has a case, and a name of its own', () => {
    const names = TOOLS.map(tool => tool.name);
    expect(new Set(names).size).toBe(names.length);
    expect([...names].sort()).toEqual([...new Set(CASES.map(({ tool }) => tool))].sort());
  });

  test('replayed output does not count again', () => {
    const turbo = CASES.find(({ tool, says }) => tool === 'turbo' && says.includes('summary'));
    expect(countsOf(readText(turbo?.log ?? ''), 'pnpm')).toBe('1/4');
  });
});
