import { expect, test } from 'vitest';
import { z } from 'zod';
import { createDemoWorld, type DemoWorld } from '@/lib/demo/world';
import { type LogPiece, readLogLines } from '@/lib/logs/read-log-lines';

const EVERY_NTH_BUILD = 15;
const LONGEST_TEXT = 300;
const origin = new Date('2026-03-11T14:20:00Z');
const pieces = z.array(z.object({ pos: z.number(), out: z.string(), time: z.number() })).nullable();

interface Told {
  where: string;
  log: LogPiece[];
  seconds: number;
  truth: NonNullable<ReturnType<DemoWorld['logTruth']>>;
}

function* toldLogs(world: DemoWorld): Generator<Told> {
  for (const { slug } of world.repos) {
    const builds = world.builds(slug, origin).filter((_, index) => index % EVERY_NTH_BUILD === 0);
    for (const build of builds) {
      for (const stage of build.stages ?? []) {
        for (const step of stage.steps ?? []) {
          const place = [slug, build.number, stage.number, step.number, origin] as const;
          const log = pieces.parse(JSON.parse(world.logJson(...place) ?? 'null'));
          const truth = world.logTruth(...place);
          const where = `${slug} #${build.number} ${step.name}`;
          const seconds = (step.stopped ?? 0) - (step.started ?? 0);
          if (log !== null && truth !== null) yield { where, log, seconds, truth };
        }
      }
    }
  }
}

test("what is read from the demo's logs is what the demo wrote into them", () => {
  let logs = 0;
  const tools = new Set<string>();
  for (const { where, log, seconds, truth } of toldLogs(createDemoWorld({ seed: 7, origin }))) {
    const reading = readLogLines(log, { stepSeconds: seconds });
    const read = reading.caches
      .filter(
        ({ hits, misses, unfinished }) => hits !== null && misses !== null && hits + misses + unfinished > 0,
      )
      .map(({ kind, tool, hits, misses, unfinished }) => ({ kind, tool, hits, misses, unfinished }));
    const written = truth.caches.filter(({ hits, misses, unfinished }) => hits + misses + unfinished > 0);
    expect(new Set(read), where).toEqual(new Set(written));
    expect(
      reading.spans.filter(span => span.kind === 'command').map(span => [span.startSeconds, span.text]),
      where,
    ).toEqual(truth.commands.map(({ startSeconds, text }) => [startSeconds, text.slice(0, LONGEST_TEXT)]));
    expect(reading.headTruncated, where).toBe(truth.headTruncated);
    logs += 1;
    for (const { tool } of read) tools.add(tool);
  }
  expect(logs).toBeGreaterThan(5000);
  expect([...tools].sort()).toEqual(
    'apt apt-archives buildkit docker-classic docker-pull docker-push drone-volume-cache go-test gradle pip pnpm turbo'.split(
      ' ',
    ),
  );
});
