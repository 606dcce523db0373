import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { decodeBuildList, decodeLog, decodeRepos } from './decode';
import { decodeBuild } from './decode-build';

const FOLDER = new URL('../../../../shared/fixtures/drone/', import.meta.url);
const isThere = existsSync(FOLDER);

function read(name: string): unknown {
  return JSON.parse(readFileSync(new URL(name, FOLDER), 'utf8'));
}

function field(json: unknown, name: string): unknown {
  const entries = typeof json === 'object' && json !== null ? Object.entries(json) : [];
  return Object.fromEntries(entries)[name];
}

describe.skipIf(!isThere)(
  'recorded payloads (skipped where the folder ../shared/fixtures/drone is absent)',
  () => {
    test('builds', () => {
      const one = decodeBuild(read('docs.build_info.json'));
      expect(one).toMatchObject({ number: 42, externalId: 100207, event: 'pull_request', trigger: null });
      expect(one.stages.flatMap(stage => stage.steps.map(step => step.name))).toEqual(['clone', 'test']);
      const many = decodeBuild(read('drone-go.build.json'));
      expect(many.stages.map(stage => stage.steps.length)).toEqual([3, 3, 3, 2]);
      expect(many.stages[3]?.dependsOn).toEqual(['linux-arm', 'linux-arm64', 'linux-amd64']);
      expect(many.createdAt).toEqual(new Date(1_537_221_914_000));
    });

    test('lists of builds', () => {
      expect(decodeBuildList(read('docs.build_list.json')).entries.map(build => build.number)).toEqual([42]);
      expect(decodeBuildList(read('drone-go.builds.json')).entries.map(build => build.number)).toEqual([1]);
    });

    test('repositories', () => {
      const [listed] = decodeRepos([read('drone-go.repos.json')].flat()).entries;
      expect(listed).toMatchObject({
        externalId: 181,
        slug: 'octocat/hello-world',
        counter: 1,
      });
      expect(decodeRepos([read('drone-go.repo.json')]).entries).toEqual([listed]);
    });

    test.each([
      ['docs.build_logs.json', 6],
      ['drone-go.logs.json', 7],
      ['real-sqlite-logs.json', 7],
      ['real-sqlite-logs-docker-plugin-auth-fail.json', 2],
    ])('log %s', (name, lineCount) => {
      const lines = decodeLog(read(name));
      expect(lines.map(line => line.pos)).toEqual(Array.from({ length: lineCount }, (_, i) => i));
      expect(lines.every(line => line.out.endsWith('\n'))).toBe(true);
    });

    test('builds of webhooks, one of them with a status that Drone does not have', () => {
      const created = field(read('docs.webhook_example_4.json'), 'build');
      expect(decodeBuild(created)).toMatchObject({ number: 42, status: 'pending', stages: [] });
      const updated = field(read('docs.webhook_example_5.json'), 'build');
      expect(() => decodeBuild(updated)).toThrow('unknown status \\"started\\"');
    });
  },
);
