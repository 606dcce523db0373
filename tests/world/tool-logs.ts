/** A small log of one tool, as it prints it. */
export interface ToolLog {
  tool: string;
  says: string;
  log: string;
  /** `hits/misses`, `?` where the tool does not tell; null: the tool did not appear. */
  counts: string | null;
}

export const TOOL_LOGS: readonly ToolLog[] = [
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
  {
    tool: 'buildkit',
    says: 'the last DONE of a vertex, and hits that were fetched',
    log: `#4 [1/4] FROM docker.io/library/alpine
#4 DONE 0.0s
#5 [2/4] RUN one
#5 CACHED
#5 [2/4] RUN one
#5 extracting sha256:0123 1.0s done
#5 DONE 9.0s
#6 [3/4] RUN two
#6 DONE 0.1s
#6 [3/4] RUN two
#6 DONE 7.5s
#7 [4/4] RUN three
#7 ERROR: process did not complete successfully`,
    counts: '1/1 failed 1',
  },
  {
    tool: 'buildkit',
    says: 'a log whose head is cut off in the middle of layers',
    log: `#9 sha256:0123 3.1MB / 9.9MB 0.3s
#10 12.1 compiling
#11 DONE 3.0s
#9 [base 2/3] RUN one
#9 DONE 4.0s
#10 [base 3/3] RUN two
#10 DONE 20.0s`,
    counts: '0/2',
  },
  {
    tool: 'buildkit',
    says: 'builds one after the other, whose first lines differ',
    log: `#1 [api internal] load build definition from Dockerfile
#1 DONE 0.1s
#2 [api 2/2] RUN true
#2 CACHED
#0 building with "default" instance using docker driver
#1 [internal] load build definition from Dockerfile
#1 DONE 0.1s
#2 [2/2] RUN true
#2 DONE 1.0s
#0 building with "default" instance using docker driver
#1 [internal] load build definition from Dockerfile
#2 [2/2] RUN true
#2 ERROR: failed
#1 [internal] load build definition from web.Dockerfile
#2 [web 2/2] RUN true
#2 DONE 1.0s`,
    counts: '1/2 failed 1',
  },
  {
    tool: 'docker-classic',
    says: 'a step that the daemon refused failed',
    log: `Step 1/3 : FROM alpine
 ---> 0123456789ab
Step 2/3 : RUN true
 ---> Using cache
 ---> 1123456789ab
Step 3/3 : RUN --mount=type=cache,target=/x make
the --mount option requires BuildKit. Refer to https://docs.test to learn how to build with it`,
    counts: '1/0 failed 1',
  },
  {
    tool: 'docker-classic',
    says: 'a word of failure after which the build goes on is none',
    log: `Step 1/2 : FROM alpine
 ---> 0123456789ab
Step 2/2 : RUN make
 ---> Running in 1123456789ab
failed to create a link, going on
Removing intermediate container 1123456789ab
 ---> 2123456789ab
Successfully built 2123456789ab`,
    counts: '0/1',
  },
  {
    tool: 'kaniko',
    says: 'nothing without a cache',
    log: `INFO[0002] Building stage 'nginx' [idx: '0', base-idx: '-1']
INFO[0005] ADD conf /etc/nginx
INFO[0006] RUN nginx -t
INFO[0019] Taking snapshot of full filesystem...`,
    counts: '?/?',
  },
  {
    tool: 'kaniko',
    says: 'its lines as JSON; the same command in two stages',
    log: `{"level":"info","msg":"Building stage 'golang' [idx: '0', base-idx: '-1']","time":"2026-01-05T10:00:01Z"}
{"level":"info","msg":"Using caching version of cmd: RUN make","time":"2026-01-05T10:00:02Z"}
{"level":"info","msg":"RUN make","time":"2026-01-05T10:00:03Z"}
{"level":"info","msg":"Building stage 'alpine' [idx: '1', base-idx: '-1']","time":"2026-01-05T10:00:04Z"}
{"level":"info","msg":"No cached layer found for cmd RUN npm ci","time":"2026-01-05T10:00:04Z"}
{"level":"info","msg":"RUN npm ci","time":"2026-01-05T10:00:05Z"}
{"level":"info","msg":"RUN make","time":"2026-01-05T10:00:30Z"}
{"level":"info","msg":"Pushing image to registry.test/app:1","time":"2026-01-05T10:00:40Z"}`,
    counts: '1/1 notLookedUp 1',
  },
  {
    tool: 'kaniko',
    says: 'its lines in logfmt',
    log: `time="2026-01-05T10:00:02Z" level=info msg="No cached layer found for cmd RUN echo "x""
time="2026-01-05T10:00:03Z" level=info msg="RUN echo "x""`,
    counts: '0/1',
  },
  {
    tool: 'docker-pull',
    says: 'layers that compose pulls, without a colon',
    log: ` web Pulling
 db Pulling
 c29f5b76f736 Pulling fs layer
 ad24708d5ee0 Already exists
 c29f5b76f736 Pull complete
 db Pulled
 web Pulled`,
    counts: '1/1',
  },
  {
    tool: 'docker-pull',
    says: 'layers that compose 5 pulls, with what is left to fetch',
    log: ` Image alpine:3.19 Pulling
 821d9dafb26d Pulling fs layer 0B
 ad24708d5ee0 Already exists 0B
 821d9dafb26d Downloading 1.049MB
 821d9dafb26d Download complete 0B
 821d9dafb26d Extracting 1B
 821d9dafb26d Pull complete 0B
 Image alpine:3.19 Pulled`,
    counts: '1/1',
  },
  {
    tool: 'docker-push',
    says: 'layers that compose pushes',
    log: ' web Pushing\n c29f5b76f736 Layer already exists\n ad24708d5ee0 Pushed\n web Pushed',
    counts: '1/1',
  },
  {
    tool: 'podman-push',
    says: 'blobs that were there; the last line of each counts',
    log: `Getting image source signatures
Copying blob 031fcf8538c5 [====>-----------] 1.0MiB / 5.0MiB
Copying blob 5f70bf18a086 skipped: already exists
Copying blob sha256:d6a68fbe48bb0123456789d6a68fbe48bb0123456789d6a68fbe48bb01234567 done   |
Copying blob 031fcf8538c5 done   |
Copying blob 5f70bf18a086 skipped: already exists
Copying config 8accbc15c2 done
Writing manifest to image destination`,
    counts: '1/2',
  },
  {
    tool: 'podman-push',
    says: 'nothing where blobs are only named',
    log: 'Getting image source signatures\nCopying blob sha256:031fcf8538c5\nWriting manifest to image destination',
    counts: '?/?',
  },
  {
    tool: 'podman-pull',
    says: 'blobs that were there',
    log: `Trying to pull registry.test/base:1...
Getting image source signatures
Copying blob 031fcf8538c5 done
Skipping blob 5f70bf18a086 (already present): 2.0 MiB / 2.0 MiB
Writing manifest to image destination`,
    counts: '1/1',
  },
  {
    tool: 'crane-push',
    says: 'blobs that the registry had, here or in another repository',
    log: `2026/01/05 10:00:00 existing blob: sha256:031fcf8538c5
2026/01/05 10:00:01 mounted blob: sha256:131fcf8538c5
2026/01/05 10:00:02 pushed blob: sha256:231fcf8538c5
2026/01/05 10:00:02 registry.test/app:1: digest: sha256:331fcf8538c5 size: 428`,
    counts: '2/1',
  },
  {
    tool: 'drone-cache',
    says: 'how many came, where it says so',
    log: `level=info name=drone-cache ts=1 component=plugin msg="restoring cache"
level=info name=drone-cache ts=1 component=plugin msg="restoring directory" local=a remote=r/a
level=debug name=drone-cache ts=1 component=plugin msg="restoring directory" remote=r/a
level=info name=drone-cache ts=1 component=plugin msg="restoring directory" local=b remote=r/b
level=debug name=drone-cache ts=1 component=plugin msg="restoring directory" remote=r/b
level=info name=drone-cache ts=1 component=plugin msg="cache restored" took=3s status="partially restored (1/2 directories)"`,
    counts: '1/1',
  },
  {
    tool: 's3-cache',
    says: 'a miss where it says so, though it goes on to say restored',
    log: `time="2026-01-05T10:00:00Z" level=info msg="Restoring cache at /a.tar"
time="2026-01-05T10:00:00Z" level=warning msg="Failed to retrieve /a.tar, trying /b.tar"
time="2026-01-05T10:00:00Z" level=warning msg="Cache could not be restored open /b.tar: no such file"
time="2026-01-05T10:00:01Z" level=info msg="Cache restored"
time="2026-01-05T10:00:09Z" level=info msg="Rebuilding cache at [a] to /a.tar"`,
    counts: '0/1',
  },
  {
    tool: 's3-cache',
    says: 'a hit from the fallback, in the words of older and newer versions',
    log: `INFO[0000] Restoring cache at /a.tar
WARN[0001] Failed to retrieve /a.tar, trying /b.tar
INFO[0009] Downloaded 69 MB from server
INFO[0009] Cache restored
time="2026-01-05T10:00:00Z" level=info msg="restoring cache" path=a
time="2026-01-05T10:00:04Z" level=info msg="file downloadedbucketapp/a.tar" bucket=bucket
time="2026-01-05T10:00:04Z" level=info msg="cache restored"`,
    counts: '2/0',
  },
  {
    tool: 'pnpm',
    says: 'each project of a workspace, by its folder',
    log: `.                                        | Progress: resolved 9, reused 7, downloaded 1, added 8, done
../..                                    | Progress: resolved 4, reused 3, downloaded 1, added 4, done
tools/pkgcfg                             | Progress: resolved 1, reused 1, downloaded 0, added 1, done
.../tmp/dlx-3249                         | Progress: resolved 1, reused 0, downloaded 1, added 1, done`,
    counts: '11/3',
  },
  {
    tool: 'composer',
    says: 'version 2: what it says of some does not hide the others',
    log: `  - Downloading acme/one (1.0)
  - Installing acme/one (1.0): Extracting archive
  - Installing acme/two (1.0): Extracting archive
  - Installing acme/git (dev-main 2e53337): Cloning 2e53337457 from cache
  - Installing acme/own (dev-main): Symlinking from ../own`,
    counts: '2/1',
  },
  {
    tool: 'composer',
    says: 'version 2 at -vv: what is loaded is installed once',
    log: '  - Loading acme/one (1.0) from cache\n  - Installing acme/one (1.0): Extracting archive',
    counts: '1/0',
  },
  {
    tool: 'apt-archives',
    says: 'packages of the plan that it did not have to fetch',
    log: `Get:1 http://deb.test/debian bookworm InRelease [151 kB]
Fetched 151 kB in 1s (151 kB/s)
0 upgraded, 3 newly installed, 0 to remove and 4 not upgraded.
Need to get 120 kB/900 kB of archives.
Get:2 http://deb.test/debian bookworm/main amd64 libfoo amd64 1.2 [120 kB]
Fetched 120 kB in 1s (120 kB/s)
Selecting previously unselected package libfoo:amd64.`,
    counts: '2/1',
  },
  {
    tool: 'apt-archives',
    says: 'all of them without a download',
    log: '1 upgraded, 2 newly installed, 0 to remove and 0 not upgraded.\nNeed to get 0 B/900 kB of archives.\nUnpacking libfoo (1.2) ...',
    counts: '3/0',
  },
  {
    tool: 'apt',
    says: 'not the packages that it fetched',
    log: `Hit:1 http://deb.test/debian bookworm InRelease
Get:2 http://deb.test/debian bookworm-updates InRelease [55 kB]
0 upgraded, 1 newly installed, 0 to remove and 4 not upgraded.
Get:3 http://deb.test/debian bookworm/main amd64 libfoo amd64 1.2 [120 kB]
Fetched 120 kB in 1s (120 kB/s)`,
    counts: '1/1',
  },
  {
    tool: 'dnf',
    says: 'packages that were downloaded before',
    log: `(1/2): base/7/x86_64/group_gz                    | 153 kB  00:00:00
Total size: 59 M
Total download size: 58 M
Downloading Packages:
[SKIPPED] automake-1.15-4.fc23.noarch.rpm: Already downloaded
(2/3): binutils-2.25-15.fc23.x86_64.rpm        166 kB/s | 5.6 MB     00:34
(3/3): m4-1.4.17-8.fc23.x86_64.rpm              53 kB/s | 266 kB  00:00:04
Total                                           2.1 MB/s |  58 MB     00:38`,
    counts: '1/2',
  },
  {
    tool: 'dnf',
    says: 'version 5',
    log: `Total size of inbound packages is 2 MiB. Need to download 2 MiB.
[1/2] tree-0:2.1.0-6.fc40.x86_64        100% |   1.2 MiB/s |  59.6 KiB |  00m00s
[2/2] jq-0:1.7.1-7.fc40.x86_64          100% |   1.0 MiB/s | 189.9 KiB |  00m00s
[2/2] Total                             100% |   2.0 MiB/s | 249.5 KiB |  00m00s`,
    counts: '0/2',
  },
  {
    tool: 'terraform',
    says: 'providers from the shared cache; those of the folder were not looked up',
    log: `- Finding hashicorp/aws versions matching "~> 5.0"...
- Reusing previous version of hashicorp/null from the dependency lock file
- Using hashicorp/aws v5.31.0 from the shared cache directory
- Using previously-installed hashicorp/null v3.2.2
- Installing hashicorp/random v3.6.0...
- Installed hashicorp/random v3.6.0 (signed by HashiCorp)`,
    counts: '1/1',
  },
  {
    tool: 'dotnet',
    says: 'nothing by default',
    log: 'Determining projects to restore...\n  Restored /src/App/App.csproj (in 1.2 sec).',
    counts: '?/?',
  },
  {
    tool: 'dotnet',
    says: 'what it asked for and what it had, when it is told to say so',
    log: `  Determining projects to restore...
  CACHE https://api.nuget.test/v3-flatcontainer/a/index.json
  GET https://api.nuget.test/v3-flatcontainer/b/index.json
  OK https://api.nuget.test/v3-flatcontainer/b/index.json 120ms
  Restored /src/App/App.csproj (in 1.2 sec).`,
    counts: '1/1',
  },
  {
    tool: 'pre-commit',
    says: 'environments that it installed',
    log: `[INFO] Initializing environment for https://git.test/black.
[INFO] Installing environment for https://git.test/black.
[INFO] Once installed this environment will be reused.
black....................................................................Passed`,
    counts: '?/1',
  },
  {
    tool: 'pre-commit',
    says: 'nothing where all were there',
    log: 'black....................................................................Passed\nisort................................................(no files to check)Skipped',
    counts: '?/?',
  },
  {
    tool: 'go-test',
    says: 'packages as gotestsum lists them',
    log: `✓  internal/a (cached)
✓  internal/b (1.234s) (coverage: 53.3% of statements)
✖  internal/c (12ms)
✖  internal/d
∅  internal/e
 ✓ Finds what is there (0.01s)

DONE 12 tests, 1 failure in 3.2s`,
    counts: '1/2 failed 1',
  },
  {
    tool: 'go-test',
    says: 'packages as gotestsum ends them after their tests',
    log: `PASS internal/a.TestX (0.00s)
PASS internal/a (cached)
PASS internal/b.TestY (0.20s)
PASS internal/b (coverage: 80.0% of statements)
EMPTY internal/c

DONE 2 tests in 1.2s`,
    counts: '1/1',
  },
  {
    tool: 'go-test',
    says: 'not what other test runners pass',
    log: 'PASS src/app\nPASS src/web (5.1 s)',
    counts: null,
  },
  {
    tool: 'go-test',
    says: 'packages as richgo labels them',
    log: `START| SampleOK
PASS | SampleOK (0.00s)
PASS | acme.test/a 0.31s
     | ok    acme.test/b  (cached)
PASS | acme.test/c (cached)
FAIL | acme.test/d  3.097s
FAIL | acme.test/e [build failed]`,
    counts: '2/2 failed 1',
  },
  {
    tool: 'gradle-configuration',
    says: 'one look-up for each build, at its start or its end',
    log: `Reusing configuration cache.
BUILD SUCCESSFUL in 3s
Configuration cache entry reused.
Calculating task graph as no cached configuration is available for tasks: build
BUILD SUCCESSFUL in 9s
Configuration cache entry stored.
BUILD SUCCESSFUL in 2s
Configuration cache entry reused.`,
    counts: '2/1',
  },
  {
    tool: 'maven-cache',
    says: 'project by project',
    log: `[INFO] Attempting to restore project com.acme:a from build cache
[INFO] Found cached build, restoring com.acme:a from cache by checksum 596f60b3f5056d7d
[INFO] Remote cache is incomplete or missing, trying local build for com.acme:b
[INFO] Local build was not found by checksum 696f60b3f5056d7d for com.acme:b`,
    counts: '1/1',
  },
  {
    tool: 'bazel-test',
    says: 'results that it had',
    log: `//app:unit                                                     (cached) PASSED in 0.4s
//app:sharded                                                  (1/3 cached) PASSED in 2.1s
@@other//lib:test                                              FAILED in 1.0s
//app:flaky                                                    FLAKY, failed in 1 out of 2 in 3.0s
//app:broken                                                   FAILED TO BUILD
//app:skipped                                                  NO STATUS

Executed 3 out of 6 tests: 2 tests pass, 1 fails to build`,
    counts: '1/3',
  },
  {
    tool: 'earthly',
    says: 'instructions of its targets, FROM and what is saved left out',
    log: `        +base | --> FROM golang:1.21-alpine
        +base | *cached* --> WORKDIR /go-example
       +build | *cached* --> COPY main.go .
       +build | --> RUN go build -o build/app main.go
       +build | some output
./lib+docker | --> COPY (+build/app) .
       +build | --> SAVE ARTIFACT build/app +build/app
       output | --> exporting outputs`,
    counts: '2/2',
  },
  {
    tool: 'buildpacks',
    says: 'layers of the image, not those of the cache',
    log: `[exporter] Reusing layer 'paketo-buildpacks/node-engine:node'
[exporter] Adding layer 'paketo-buildpacks/npm-install:modules'
[exporter] Adding layer 'buildpacksio/lifecycle:launcher'
[exporter] Adding 1/1 app layer(s)
[exporter] Adding cache layer 'paketo-buildpacks/npm-install:modules'`,
    counts: '1/2',
  },
  {
    tool: 'nix',
    says: 'paths from a cache against what it built',
    log: `these 2 derivations will be built:
  /nix/store/0c0p0123-app-1.0.drv
copying path '/nix/store/1c0p0123-glibc-2.38' from 'https://cache.nixos.test'...
copying path '/nix/store/2c0p0123-zlib-1.3' from 'https://cache.nixos.test'...
building '/nix/store/0c0p0123-app-1.0.drv'...`,
    counts: '2/1',
  },
  {
    tool: 'buildkit',
    says: 'its stream as JSON, a line each: what began later, what was cached, what a layer printed',
    log: `{"vertexes":[{"digest":"sha256:01","name":"[internal] load build definition from Dockerfile","started":"2026-01-05T10:00:00.1Z","completed":"2026-01-05T10:00:00.2Z"}]}
{"vertexes":[{"digest":"sha256:02","name":"[1/4] FROM docker.io/library/alpine"},{"digest":"sha256:03","inputs":["sha256:02"],"name":"[2/4] RUN one"},{"digest":"sha256:04","name":"[3/4] COPY . ."},{"digest":"sha256:05","name":"[4/4] RUN make"}]}
{"vertexes":[{"digest":"sha256:03","name":"[2/4] RUN one","started":"2026-01-05T10:00:01Z","completed":"2026-01-05T10:00:01Z","cached":true}]}
{"vertexes":[{"digest":"sha256:04","name":"[3/4] COPY . .","started":"2026-01-05T10:00:01Z"}],"statuses":[{"id":"sha256:09","vertex":"sha256:04","current":7}]}
{"vertexes":[{"digest":"sha256:04","name":"[3/4] COPY . .","started":"2026-01-05T10:00:01Z","completed":"2026-01-05T10:00:02Z"}]}
{"vertexes":[{"digest":"sha256:05","name":"[4/4] RUN make","started":"2026-01-05T10:00:02Z"}]}
{"logs":[{"vertex":"sha256:05","stream":1,"data":"IzYgQ0FDSEVECg==","timestamp":"2026-01-05T10:00:03Z"}]}
{"vertexes":[{"digest":"sha256:05","name":"[4/4] RUN make","started":"2026-01-05T10:00:02Z","completed":"2026-01-05T10:00:09Z","error":"process did not complete successfully: exit code: 2"}]}`,
    counts: '1/1 failed 1',
  },
  {
    tool: 'docker-classic',
    says: "the stream of docker's API, whose lines are put together",
    log: `{"stream":"Step 1/3 : FROM alpine"}
{"stream":"\\n"}
{"stream":" ---\\u003e 0123456789ab\\n"}
{"stream":"Step 2/3 : RUN one"}
{"stream":"\\n"}
{"stream":" ---\\u003e Using cache\\n ---\\u003e 1123456789ab\\n"}
{"stream":"Step 3/3 : RUN make"}
{"stream":"\\n"}
{"stream":" ---\\u003e Running in 2123456789ab\\n"}
{"errorDetail":{"code":2,"message":"The command '/bin/sh -c make' returned a non-zero code: 2"},"error":"The command '/bin/sh -c make' returned a non-zero code: 2"}`,
    counts: '1/0 failed 1',
  },
  {
    tool: 'docker-pull',
    says: "docker's API, without its progress",
    log: `{"status":"Pulling from library/python","id":"3.13"}
{"status":"Already exists","progressDetail":{},"id":"0123456789ab"}
{"status":"Downloading","progressDetail":{"current":7,"total":9},"progress":"[=\\u003e ] 7B/9B","id":"1123456789ab"}
{"status":"Pull complete","progressDetail":{},"id":"1123456789ab"}
{"status":"Status: Downloaded newer image for python:3.13"}`,
    counts: '1/1',
  },
  {
    tool: 'docker-push',
    says: 'not what another program says with a status',
    log: `The push refers to repository [registry.test/app]
{"status":"Pushed","id":"0123456789ab","user":"ada"}`,
    counts: null,
  },
  {
    tool: 'go-test',
    says: 'packages as JSON',
    log: `{"Time":"2026-01-05T10:00:00Z","Action":"start","Package":"acme.test/a"}
{"Time":"2026-01-05T10:00:00Z","Action":"output","Package":"acme.test/a","Output":"ok  \\tacme.test/a\\t(cached)\\n"}
{"Time":"2026-01-05T10:00:00Z","Action":"pass","Package":"acme.test/a","Elapsed":0}
{"Time":"2026-01-05T10:00:00Z","Action":"output","Package":"acme.test/b","Output":"FAIL\\tacme.test/b\\t0.021s\\n"}
{"ImportPath":"acme.test/c","Action":"build-output","Output":"# acme.test/c\\n"}
{"Time":"2026-01-05T10:00:00Z","Action":"output","Package":"acme.test/c","Output":"FAIL\\tacme.test/c [build failed]\\n"}`,
    counts: '1/1 failed 1',
  },
  {
    tool: 'kaniko',
    says: 'each look-up once, where all stages are looked up ahead',
    log: `INFO[0001] Using caching version of cmd: RUN npm ci
INFO[0001] No cached layer found for cmd RUN npm run build
INFO[0001] Using caching version of cmd: RUN apk add nginx
INFO[0002] Building stage 'node' [idx: '0', base-idx: '-1']
INFO[0002] Using caching version of cmd: RUN npm ci
INFO[0002] No cached layer found for cmd RUN npm run build
INFO[0003] RUN npm ci
INFO[0005] RUN npm run build
INFO[0025] Building stage 'alpine' [idx: '1', base-idx: '-1']
INFO[0025] Using caching version of cmd: RUN apk add nginx
INFO[0026] RUN apk add nginx
INFO[0030] Pushing image to registry.test/app`,
    counts: '2/1',
  },
  {
    tool: 'kaniko',
    says: 'what the stage before the first whole one looked up, where the head is cut off',
    log: `INFO[0002] No cached layer found for cmd RUN npm run build
INFO[0005] RUN npm run build
INFO[0025] Building stage 'alpine' [idx: '1', base-idx: '-1']
INFO[0025] Using caching version of cmd: RUN apk add nginx
INFO[0026] RUN apk add nginx`,
    counts: '1/1',
  },
  {
    tool: 'buildah',
    says: 'platform by platform',
    log: `[linux/amd64] [1/2] STEP 1/2: FROM golang
[linux/amd64] [1/2] STEP 2/2: RUN one
--> Using cache 0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef
--> 0123456789ab
[linux/amd64] [2/2] STEP 1/2: FROM scratch
[linux/amd64] [2/2] STEP 2/2: COPY --from=0 /a /a
--> 1123456789ab
[linux/amd64] [2/2] COMMIT
--> 2123456789ab
[linux/arm64] [1/2] STEP 1/2: FROM golang
[linux/arm64] [1/2] STEP 2/2: RUN one
--> 3123456789ab`,
    counts: '1/2',
  },
  {
    tool: 'buildah',
    says: 'platforms that are built at the same time',
    log: `[linux/amd64] STEP 1/3: FROM alpine
[linux/arm64] STEP 1/3: FROM alpine
[linux/amd64] STEP 2/3: RUN one
[linux/arm64] STEP 2/3: RUN one
--> Using cache 0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef
--> Using cache 1123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef
--> 0123456789ab
--> 1123456789ab
[linux/arm64] STEP 3/3: RUN two
[linux/amd64] STEP 3/3: RUN two
--> 2123456789ab
[linux/amd64] COMMIT
--> 3123456789ab
--> 4123456789ab
[linux/arm64] COMMIT`,
    counts: '2/2',
  },
  {
    tool: 'buildah',
    says: 'stages without layers of their own, of which nothing says that they are over',
    log: `[1/2] STEP 1/2: FROM golang
[1/2] STEP 2/2: RUN one
[2/2] STEP 1/2: FROM scratch
[2/2] STEP 2/2: COPY --from=0 /a /a
[2/2] COMMIT app
--> 0123456789ab`,
    counts: '0/2',
  },
  {
    tool: 'turbo',
    says: 'tasks of the root, and tasks with slashes and hashes in their names',
    log: '//:format: cache hit, replaying logs 0123456789abcdef\n//:format: ok\nweb:test/unit#x: cache miss, executing 1123456789abcdef',
    counts: '1/1',
  },
  {
    tool: 'turbo',
    says: 'tasks in groups, without their names',
    log: `::group::web:build
cache hit, replaying logs 0123456789abcdef
::endgroup::
::group::api:build
cache miss, executing 1123456789abcdef
::endgroup::
##[group]db:build
cache bypass, force executing 2123456789abcdef
##[endgroup]`,
    counts: '1/1 notLookedUp 1',
  },
  {
    tool: 'turbo',
    says: 'not what another program says of a cache',
    log: 'cache miss, executing the query\ncache hit: 12',
    counts: null,
  },
  {
    tool: 'go-test',
    says: 'not what a group replays',
    log: `::group::web:test
cache hit, replaying logs 0123456789abcdef
ok  \tacme.test/a\t(cached)
::endgroup::
::group::api:test
cache miss, executing 1123456789abcdef
ok  \tacme.test/b\t0.31s
::endgroup::`,
    counts: '0/1',
  },
  {
    tool: 'nx',
    says: 'its share below its summary is the same one',
    log: `> nx run ui:build  [remote cache]
> nx run api:build  [existing outputs match the cache, left as is]
> nx run web:build:production
 NX   Successfully ran target build for 3 projects
Nx read the output from the cache instead of running the command for 2 out of 3 tasks.
Cache: 2/3 hit (67%)`,
    counts: '2/1',
  },
  {
    tool: 'nx',
    says: 'its share where nothing was cached, and no task is listed',
    log: ' NX   Successfully ran target lint for 2 projects\nCache: 0/2 hit (0%)',
    counts: '0/2',
  },
  {
    tool: 'nx',
    says: 'tasks that it ticks off, without a summary',
    log: '   ✔  nx run ui:build  [local cache]\n   ✔  nx run api:build (2s)\n   ✖  nx run web:build (1.2s)\n✔ api built (2s)\n × src/c:y (3ms)',
    counts: '1/2',
  },
  {
    tool: 'nx',
    says: 'tasks in groups',
    log: '::group::🔁 > nx run ui:build  [local cache]\n::endgroup::\n::group::✔️ > nx run api:build\n::endgroup::',
    counts: '1/1',
  },
  {
    tool: 'nx',
    says: "a run with a summary and one without, and Lerna's tasks from the cache",
    log: `> nx run a:build  [local cache]
Nx read the output from the cache instead of running the command for 1 out of 1 tasks.
> nx run a:test
NX Successfully ran target test for project a
> core:build  [existing outputs match the cache, left as is]`,
    counts: '2/1',
  },
  {
    tool: 'nx',
    says: "nothing of misses where only Lerna's hits are told apart",
    log: '> core:build  [existing outputs match the cache, left as is]\n> web:build',
    counts: '1/?',
  },
  {
    tool: 'go-test',
    says: 'not what Lerna replays',
    log: `> core:test  [existing outputs match the cache, left as is]
> core@1.0.0 test
ok  \tacme.test/a\t(cached)
> web:test
ok  \tacme.test/b\t0.31s`,
    counts: '0/1',
  },
  {
    tool: 'moon',
    says: 'its tasks, of which the cached are part of the completed',
    log: 'Tasks: 5 completed (3 cached), 1 failed, 1 skipped\n Time: 9s\nTasks: 2 completed',
    counts: '3/5',
  },
  {
    tool: 'moon',
    says: 'task by task where its sum counts more than tasks',
    log: `pass SetupToolchain(node) (cached)
pass RunTask(ui:build) (cached from remote, 01234567)
pass RunTask(web:build) (4s, 11234567)
fail RunTask(web:test) (1s, 21234567)
skip RunTask(web:lint) (skipped)
Actions: 4 completed (2 cached), 1 failed, 1 skipped`,
    counts: '1/2',
  },
  {
    tool: 'moon',
    says: "not turborepo's tasks",
    log: ' Tasks:    5 successful, 5 total',
    counts: null,
  },
  {
    tool: 'sccache',
    says: 'as JSON, language by language',
    log: `sccache: stopping the server
{"stats":{"compile_requests":339,"cache_errors":{"counts":{"Rust":9}},"cache_hits":{"counts":{"Rust":64,"C/C++":4},"adv_counts":{"rust":64}},"cache_misses":{"counts":{"Rust":275},"adv_counts":{}}},"version":"0.10.0"}`,
    counts: '68/275',
  },
  {
    tool: 'ccache',
    says: 'its counters for programs',
    log: 'cache_miss\t14\ndirect_cache_hit\t40\nlocal_storage_hit\t44\npreprocessed_cache_hit\t4',
    counts: '44/14',
  },
  {
    tool: 'cargo',
    says: 'what it checked and documented is work too',
    log: '       Fresh libc v0.2.170\n    Checking app v0.1.0 (/src)\n Documenting app v0.1.0 (/src)\n    Checking for updates\nChecking out v1.2.3\nChecking node v22.1.0 is there',
    counts: '1/2',
  },
  {
    tool: 'pip',
    says: 'the last files of a log whose head is cut off',
    log: 'Using cached six-1.17.0-py2.py3-none-any.whl (11 kB)\nDownloading numpy-2.2.1.tar.gz (16 MB)\nInstalling collected packages: six, numpy',
    counts: '1/1',
  },
  {
    tool: 'npm',
    says: 'what it took from its cache though it was stale',
    log: 'npm http cache a@https://r.test/a.tgz 0ms (cache stale)\nnpm http fetch GET 200 https://r.test/b attempt #2 90ms (cache updated)',
    counts: '1/1',
  },
  {
    tool: 'yarn1',
    says: 'nothing, with a phase more',
    log: '[1/5] Validating package.json...\n[2/5] Resolving packages...\n[3/5] Fetching packages...',
    counts: '?/?',
  },
  {
    tool: 'yarn-berry',
    says: 'that nothing was cached',
    log: '➤ YN0013: │ No packages were cached - 921 packages had to be fetched\n➤ YN0013: │ No packages were cached - one package had to be fetched',
    counts: '0/922',
  },
  {
    tool: 'composer',
    says: 'version 2: an update is planned once and done once',
    log: `Lock file operations: 1 install, 1 update, 0 removals
  - Locking acme/new (1.0)
  - Upgrading acme/one (1.4.0 => 1.4.1)
Package operations: 2 installs, 1 update, 0 removals
  - Downloading acme/one (1.4.1)
  - Installing acme/meta (1.0)
  - Installing acme/new (1.0): Extracting archive
  - Upgrading acme/one (1.4.0 => 1.4.1): Extracting archive`,
    counts: '1/1',
  },
  {
    tool: 'composer',
    says: 'nothing of what is only planned',
    log: 'Lock file operations: 0 installs, 1 update, 0 removals\n  - Upgrading acme/one (1.4.0 => 1.4.1)',
    counts: null,
  },
  {
    tool: 'dotnet',
    says: 'what it asked for and what it had, behind its levels',
    log: `info : Adding PackageReference for package 'Acme' into project 'App.csproj'.
info :   CACHE https://api.nuget.test/v3/a/index.json
info :   GET https://api.nuget.test/v3/b/b.1.0.0.nupkg
info :   OK https://api.nuget.test/v3/b/b.1.0.0.nupkg 39ms
info : Restoring packages for /src/App.csproj...`,
    counts: '1/1',
  },
  {
    tool: 'apt',
    says: 'version 3: not the packages that it fetched',
    log: `Hit:1 http://deb.test/debian trixie InRelease
Get:2 http://deb.test/debian trixie-updates InRelease [47 kB]
Fetched 47 kB in 0s (300 kB/s)
Summary:
  Upgrading: 0, Installing: 1, Removing: 0, Not Upgrading: 12
  Download size: 128 kB
Get:1 http://deb.test/debian trixie/main amd64 libfoo amd64 1.2 [128 kB]
Fetched 128 kB in 0s (1,025 kB/s)`,
    counts: '1/1',
  },
  {
    tool: 'apt-archives',
    says: 'version 3: packages of the plan that it did not have to fetch',
    log: `Summary:
  Upgrading: 1, Installing: 3, Removing: 0, Not Upgrading: 12
  Download size: 128 kB / 900 kB
Get:1 http://deb.test/debian trixie/main amd64 libfoo amd64 1.2 [128 kB]
Fetched 128 kB in 0s (1,025 kB/s)`,
    counts: '3/1',
  },
  {
    tool: 'apt-archives',
    says: 'packages that are installed again',
    log: `0 upgraded, 0 newly installed, 2 reinstalled, 0 to remove and 12 not upgraded.
Get:1 http://deb.test/debian trixie/main amd64 libfoo amd64 1.2 [128 kB]
Fetched 128 kB in 0s (1,025 kB/s)`,
    counts: '1/1',
  },
  {
    tool: 'dnf',
    says: 'version 5: packages that were downloaded before, as it says below each',
    log: `Total size of inbound packages is 2 MiB. Need to download 60 KiB.
[1/3] jq-0:1.7.1-7.fc42.x86_64          100% |   0.0   B/s |   0.0   B |  00m00s
>>> Already downloaded
[2/3] oniguruma-0:6.9.9-4.fc42.x86_64   100% |   0.0   B/s |   0.0   B |  00m00s
>>> Already downloaded
[3/3] tree-0:2.1.0-6.fc42.x86_64        100% |   1.2 MiB/s |  59.6 KiB |  00m00s
[3/3] Total                             100% |   1.0 MiB/s |  59.6 KiB |  00m00s
>>> Already downloaded`,
    counts: '2/1',
  },
  {
    tool: 'terraform',
    says: 'what terragrunt runs for each unit',
    log: `11:59:06.225 STDOUT [network] terraform: - Installing hashicorp/aws v4.67.0...
11:59:06.252 STDOUT [iam] terraform: - Using hashicorp/aws v4.67.0 from the shared cache directory
14:42:46.044 INFO   [.terragrunt-stack/web-1] tofu: - Installing hashicorp/null v3.2.3...
14:42:46.044 INFO   tofu: - Using hashicorp/local v2.5.2 from the shared cache directory
[live/web]    tofu: - Installing hashicorp/random v3.6.0...
18:44:26.717 STDOUT tofu: - Installing hashicorp/tls v4.0.6...`,
    counts: '2/4',
  },
];
