import { describe, expect, test } from 'vitest';
import { LogReader } from './log-reader';
import { NotALogError, readLogBytes } from './read-log-bytes';

/** `FUZZ_LINES=1000000 npx vitest run --project pure lib/logs/fuzz.test.ts` for a long run. */
const LINES = Number(process.env.FUZZ_LINES ?? 60_000);
const LINES_PER_LOG = 2000;

/** Beginnings and wholes of lines that mean something to some tool. */
const SIGNALS = `+ docker build -t x:1 .
+ cat README.md
Step 3/9 : RUN pip install -r requirements.txt
 ---> Using cache
 ---> 0123456789ab
 ---> Running in 0123456789ab
Successfully built 0123456789ab
#5 [builder 2/9] RUN npm ci
#5 CACHED
#5 DONE 12.3s
#5 ERROR: failed
#5 1.234 Collecting six
#1 [internal] load build definition
INFO[0012] Using caching version of cmd: RUN a
INFO[0013] Running: [/bin/sh -c a]
STEP 2/4: RUN a
--> Using cache 0123456789abcdef0123456789abcdef
3.12: Pulling from library/python
0123456789ab: Pull complete
The push refers to repository [registry.test/app]
0123456789ab: Layer already exists
Collecting six
Using cached six-1.0.whl
Progress: resolved 9, reused 7, downloaded 1, added 8, done
web:build: cache hit, replaying logs 01
> nx run web:build  [local cache]
@@ -1,9 +1,9 @@
Cacheable calls:    30 / 32 (93.75%)
  Hits:             12 / 30 (40.00%)
Cache hits                            10
Restoring cache mount
Unable to restore mount. x
level=info msg="restoring  cache"
➤ YN0013: │ 38 packages were already cached
\u001b]1338;eyJh
\u001b]0m
\u001b[91m+ x\u001b[0m
Get:1 http://deb.test a`.split('\n');

/** A small generator of numbers that is the same on every machine. */
function createRandom(seed: number): (below: number) => number {
  let state = seed;
  return below => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

function mutate(line: string, random: (below: number) => number): string {
  const at = random(line.length + 1);
  switch (random(8)) {
    case 0:
      return line.slice(0, at);
    case 1:
      return line.slice(at) + line.slice(0, at);
    case 2:
      return `${line.slice(0, at)}${String.fromCharCode(random(0x3000))}${line.slice(at + 1)}`;
    case 3:
      return `${line.slice(0, at)}\r${line.slice(at)}`;
    case 4:
      return line.repeat(random(random(100) === 0 ? 2000 : 4));
    case 5:
      return `${line}******`;
    default:
      return line;
  }
}

describe('whatever the text', () => {
  test(`${LINES} mutated lines: nothing is thrown, counts are counts, spans are in order`, () => {
    const random = createRandom(20_261_124);
    for (let done = 0; done < LINES; done += LINES_PER_LOG) {
      const reader = new LogReader({ stepSeconds: random(2) === 0 ? null : 900 });
      for (let line = 0; line < LINES_PER_LOG; line += 1) {
        const text = mutate(SIGNALS[random(SIGNALS.length)] ?? '', random);
        reader.push(random(10) === 0 ? text : `${text}\n`, random(20) === 0 ? null : Math.floor(line / 9));
      }
      const { spans, caches } = reader.end();
      for (const span of spans) {
        expect(span.lastLine).toBeGreaterThanOrEqual(span.firstLine);
        expect(span.seconds ?? 0).toBeGreaterThanOrEqual(0);
        expect(span.text.length).toBeLessThanOrEqual(300);
      }
      for (const { kind: _, tool: __, ...counts } of caches) {
        for (const count of Object.values(counts)) expect(count ?? 0).toBeGreaterThanOrEqual(0);
      }
    }
  });

  test('random bytes are read or refused in words', () => {
    const random = createRandom(7);
    for (let round = 0; round < 300; round += 1) {
      const bytes = Uint8Array.from({ length: random(3000) }, () => random(round % 2 === 0 ? 256 : 128));
      try {
        expect(readLogBytes(bytes).lines).toBeGreaterThan(0);
      } catch (error) {
        expect(error).toBeInstanceOf(NotALogError);
      }
    }
  });

  test('a log without end keeps what is understood of it small', () => {
    const reader = new LogReader();
    for (let line = 0; line < 20_000; line += 1) reader.push(`+ command number ${line}\n`, line);
    const { spans, spansDropped, lines } = reader.end();
    expect([spans.length, spansDropped, lines]).toEqual([2000, 18_000, 20_000]);
  });

  test('one line of 5 MiB is cut, not kept', () => {
    const reader = new LogReader();
    for (let piece = 0; piece < 320; piece += 1) reader.push('x'.repeat(16_384), 1);
    reader.push('\n+ make\n', 2);
    expect(reader.end().spans).toMatchObject([{ text: 'make' }]);
  });
});
