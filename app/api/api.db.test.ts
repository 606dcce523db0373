import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { metricContext } from '@/app/metric-context';
import { sharedPool } from '@/lib/db/shared-pool';
import { createTestDatabase, type TestDatabase } from '@/lib/db/test-database';
import { METRICS } from '@/lib/metrics/registry';
import { problemsWith } from '@/tests/world/api-contract';
import { addRepo, addServer, storeBuilds } from '@/tests/world/stored-builds';
import * as anything from './[[...path]]/route';
import * as builds from './v1/builds/route';
import * as running from './v1/builds/running/route';
import * as health from './v1/health/route';
import * as metrics from './v1/metrics/[name]/route';
import * as document from './v1/openapi.json/route';
import * as build from './v1/repositories/[namespace]/[name]/builds/[number]/route';
import * as servers from './v1/servers/route';
import * as services from './v1/services/route';
import * as section from './v1/settings/[section]/route';
import * as exported from './v1/settings/export/route';
import * as imported from './v1/settings/import/route';
import * as people from './v1/settings/people/route';
import * as settings from './v1/settings/route';
import * as ruleNames from './v1/settings/rules/names/route';
import * as preview from './v1/settings/rules/preview/route';
import * as teams from './v1/teams/route';

let db: TestDatabase;
const HOST = 'http://127.0.0.1:3000';
const AT = <Place>(place: Place) => ({ params: Promise.resolve(place) });
const NAMES = AT({ namespace: 'acme', name: 'api', number: '2' });
const get = (path: string, headers: Record<string, string> = {}) => new Request(HOST + path, { headers });
const send = (path: string, method: string, body: unknown, headers: Record<string, string> = {}) =>
  new Request(HOST + path, {
    method,
    body: typeof body === 'string' ? body : JSON.stringify(body),
    headers: { 'content-type': 'application/json', host: '127.0.0.1:3000', ...headers },
  });
const metric = (name: string, search = '', headers = {}) =>
  metrics.GET(get(`/api/v1/metrics/${name}${search}`, headers), AT({ name }));
const put = (name: string, body: unknown, headers: Record<string, string> = {}) =>
  section.PUT(send(`/api/v1/settings/${name}`, 'PUT', body, headers), AT({ section: name }));
const post = (text: string, search = '') =>
  imported.POST(
    send(`/api/v1/settings/import${search}`, 'POST', text, { 'content-type': 'application/yaml' }),
  );
const problems = async (answer: Response) => (await answer.json()).problems.join('\n');

beforeAll(async () => {
  db = await createTestDatabase();
  process.env.DATABASE_URL = db.url;
  process.env.TIME_ZONE = 'Europe/Berlin';
  await addServer(db.pool);
  await addRepo(db.pool, 'shop/web');
  const nowS = Math.floor(Date.now() / 1000);
  const ago = (days: number) => new Date((nowS - days * 86_400) * 1000).toISOString();
  await storeBuilds(db.pool, [
    ...[1, 2, 3].map(number => ({ number, created: ago(10 - number), waitS: 100 * number })),
    { number: 4, created: ago(2), waitS: 20, status: 'failure', person: 'renovate' },
    { number: 5, created: ago(2), waitS: 20, event: 'cron', cron: 'nightly' },
    { number: 6, created: ago(0), waitS: null, status: 'running' },
  ]);
});
afterAll(async () => {
  await sharedPool().end();
  await db.drop();
});
beforeEach(async () => {
  await db.pool.query('truncate setting, dirty_week');
  metricContext().source.expire();
});

describe('answers are as the document says', () => {
  test.each(Object.keys(METRICS))('metric %s', async name => {
    const answer = await metric(name, '?range=28d');
    expect(answer.status).toBe(200);
    expect(problemsWith('get', `/api/v1/metrics/${name}`, 200, await answer.json())).toEqual([]);
  });

  test.each([
    ['/api/v1/builds', () => builds.GET(get('/api/v1/builds?range=28d'))],
    ['/api/v1/builds/running', () => running.GET(get('/api/v1/builds/running'))],
    ['/api/v1/repositories/{namespace}/{name}/builds/{number}', () => build.GET(get('/'), NAMES)],
    ['/api/v1/services', () => services.GET(get('/api/v1/services'))],
    ['/api/v1/teams', () => teams.GET(get('/api/v1/teams'))],
    ['/api/v1/health', () => health.GET()],
    ['/api/v1/servers', () => servers.GET(get('/api/v1/servers'))],
    ['/api/v1/settings', () => settings.GET(get('/api/v1/settings'))],
    ['/api/v1/settings/people', () => people.GET(get('/api/v1/settings/people?range=28d'))],
    ['/api/v1/settings/rules/names', () => ruleNames.GET(get('/api/v1/settings/rules/names'))],
  ])('%s', async (path, ask) => {
    const answer = await ask();
    expect(answer.status).toBe(200);
    expect(problemsWith('get', path, 200, await answer.json())).toEqual([]);
  });

  test('the document itself', async () => {
    expect((await document.GET().json()).openapi).toBe('3.1.0');
  });
});

describe('what cannot be answered', () => {
  test('names each parameter that is wrong', async () => {
    const answer = await builds.GET(get('/api/v1/builds?status=green&limit=0&colour=red&branch=x'));
    expect(answer.status).toBe(400);
    const body = await answer.json();
    expect(problemsWith('get', '/api/v1/builds', 400, body)).toEqual([]);
    expect(body.problems).toEqual([
      expect.stringContaining('branch: must be all'),
      expect.stringContaining('status: must be one of all, ended, success'),
      expect.stringContaining('limit: must be a whole number from 1'),
      expect.stringMatching(/^colour: not known; there are range, .*cursor, limit$/),
    ]);
  });

  test.each([
    ['a range that is none', () => builds.GET(get('/api/v1/builds?range=soon')), /range "soon" is no range/],
    [
      'one given twice',
      () => running.GET(get('/api/v1/builds/running?team=a&team=b')),
      /team: is given more than once/,
    ],
    [
      'parameters where there are none',
      () => services.GET(get('/api/v1/services?x=1')),
      /x: not known; there are none/,
    ],
    [
      'a number that is none',
      () => build.GET(get('/'), AT({ namespace: 'a', name: 'b', number: '1e3' })),
      /number: is "1e3"/,
    ],
  ])('%s', async (_, ask, message) => {
    const answer = await ask();
    expect(answer.status).toBe(400);
    expect(await problems(answer)).toMatch(message);
  });

  test.each([
    [
      'a build',
      () => build.GET(get('/'), AT({ namespace: 'acme', name: 'api', number: '99' })),
      /acme\/api has no build 99/,
    ],
    ['a metric', () => metric('nonsense'), /there is no metric "nonsense"; there are: [a-z]+/],
    ['a section', () => put('nonsense', {}), /no section "nonsense"; there are rules, people/],
    ['a path', async () => anything.GET(get('/api/v2/x')), /there is no \/api\/v2\/x/],
  ])('%s that does not exist', async (_, ask, message) => {
    const answer = await ask();
    expect(answer.status).toBe(404);
    expect(await problems(answer)).toMatch(message);
  });

  test('settings that cannot be understood, with what to do', async () => {
    await db.pool.query(
      `insert into setting (key, value, updated_at) values ('hours', '{"from": 7}', now())`,
    );
    metricContext().source.expire();
    for (const ask of [() => metric('totals'), () => builds.GET(get('/')), () => exported.GET(get('/'))]) {
      const answer = await ask();
      expect(answer.status).toBe(500);
      expect(await problems(answer)).toMatch(
        /stored setting "hours" cannot be understood[\s\S]*delete from setting/,
      );
    }
    const answer = await settings.GET(get('/api/v1/settings'));
    expect((await answer.json()).sections.hours).toMatchObject({
      value: { from: '07:00' },
      problem: /hours/,
    });
  });
});

describe('lists', () => {
  test('pages lead to the next one', async () => {
    const first = await builds.GET(get('/api/v1/builds?range=28d&event=all&limit=2'));
    const link = /^<([^>]+)>; rel="next"$/.exec(first.headers.get('link') ?? '')?.[1] ?? '';
    const { rows } = await (await builds.GET(get(link))).json();
    expect(rows.map((row: { number: number }) => row.number)).toEqual([4, 3]);
  });

  test('as CSV', async () => {
    const answer = await builds.GET(get('/api/v1/builds?range=28d&status=failed', { accept: 'text/csv' }));
    expect(answer.headers.get('content-type')).toContain('text/csv');
    expect(answer.headers.get('content-disposition')).toMatch(
      /^attachment; filename="builds_\d{4}-\d\d-\d\d_\d{4}-\d\d-\d\d_failed\.csv"$/,
    );
    expect((await answer.text()).split('\r\n')[0]).toBe(
      'repository,number,services,status,buildStatus,event,branch,title,createdAt,startedAt,finishedAt,waitMs,' +
        'queueMs,approvalMs,exclusionReason,isRerun,lostMs,link,ciServer,verdict,usualP50Ms,usualP90Ms,usualBuilds',
    );
    expect((await metric('totals', '', { accept: 'text/csv' })).headers.get('content-type')).toContain('csv');
  });

  test('people have no figures, and who is left out is counted by reason', async () => {
    const { logins, builds: counts } = await (await people.GET(get('/?range=28d'))).json();
    expect(logins).toEqual([
      { login: 'ada', person: 'ada', isBot: false },
      { login: 'renovate', person: 'renovate', isBot: true },
    ]);
    expect(counts).toMatchObject({
      all: 5,
      waitedFor: 3,
      leftOut: { cron: 1, nobody: 0, broken: 0, bot: 1 },
    });
  });

  test('services and teams with their targets', async () => {
    await put('targets', { value: { 'acme/api': { p90Seconds: 90 } }, revision: null });
    expect(await (await services.GET(get('/'))).json()).toEqual({
      services: [{ service: 'acme/api', team: 'acme', repositories: ['acme/api'], targetP90Ms: 90_000 }],
    });
    expect(await (await teams.GET(get('/'))).json()).toEqual({
      teams: [{ team: 'acme', services: ['acme/api'] }],
    });
  });
});

describe('saving settings', () => {
  test('takes the revision that was read, and refuses an older one', async () => {
    const first = await put('cost', { value: { ratePerHour: 90 }, revision: null });
    expect(first.status).toBe(200);
    const { revision } = await first.json();
    expect((await put('cost', { value: { ratePerHour: 91 }, revision })).status).toBe(200);
    const late = await put('cost', { value: { ratePerHour: 92 }, revision });
    expect(late.status).toBe(409);
    expect(await problems(late)).toContain('somebody else has changed cost');
    const { sections } = await (await settings.GET(get('/'))).json();
    expect(sections.cost.value.ratePerHour).toBe(91);
  });

  test('names what cannot be right', async () => {
    const answer = await put('cost', { value: { ratePerHour: -1, colour: 1 }, revision: null });
    expect(answer.status).toBe(400);
    expect((await answer.json()).problems).toEqual([
      expect.stringContaining('cost, ratePerHour: is -1'),
      expect.stringContaining('cost, colour: is not known here'),
    ]);
    const misspelt = await (await put('cost', { valu: 1 })).json();
    expect(problemsWith('put', '/api/v1/settings/cost', 400, misspelt)).toEqual([]);
    expect(misspelt.fields.map((field: { path: unknown }) => field.path)).toEqual([
      ['value'],
      ['revision'],
      ['valu'],
    ]);
    expect((await put('cost', '{')).status).toBe(400);
    expect((await put('cost', {}, { 'content-type': 'text/plain' })).status).toBe(415);
  });

  test('asks before the time zone changes', async () => {
    const hours = { value: { timeZone: 'Asia/Tokyo' }, revision: null };
    const asked = await put('hours', hours);
    expect(asked.status).toBe(409);
    expect(await asked.json()).toMatchObject({
      needsConfirmation: true,
      problems: [/Europe\/Berlin to Asia\/Tokyo/],
    });
    expect((await put('hours', { ...hours, confirm: true })).status).toBe(200);
    const { rows } = await db.pool.query('select count(*)::int as n from dirty_week');
    expect(rows[0].n).toBeGreaterThan(2);
  });

  test('of people goes to the address of that name', async () => {
    const answer = await people.PUT(send('/', 'PUT', { value: { bots: ['ada'] }, revision: null }));
    expect(answer.status).toBe(200);
    expect((await (await people.GET(get('/?range=28d'))).json()).logins).toEqual([
      { login: 'ada', person: 'ada', isBot: true },
      { login: 'renovate', person: 'renovate', isBot: false },
    ]);
  });
});

describe('rules and files', () => {
  test('a preview shows what each rule matches, and saves nothing', async () => {
    const rules = [
      { repository: 'acme/*', step: 'test', service: 'tested' },
      { repository: 'no/such', service: 'x' },
    ];
    const answer = await preview.POST(send('/', 'POST', { rules }));
    const body = await answer.json();
    expect(problemsWith('post', '/api/v1/settings/rules/preview', 200, body)).toEqual([]);
    expect(body.rules).toMatchObject([
      { steps: 1, services: [{ service: 'tested' }] },
      { emptyBecause: /no repository/ },
    ]);
    expect((await (await settings.GET(get('/'))).json()).sections.rules.revision).toBeNull();
    expect((await preview.POST(send('/', 'POST', { rules: [{}] }))).status).toBe(400);
  });

  test('what is exported can be imported; a dry run shows what changes', async () => {
    await put('cost', { value: { ratePerHour: 90 }, revision: null });
    const file = await (await exported.GET(get('/'))).text();
    const changed = file
      .replace('ratePerHour: 90', 'ratePerHour: 80')
      .replace('rules: []', 'rules:\n- { repository: acme/api, service: api }');
    const tried = await (await post(changed, '?dry=true')).json();
    expect(problemsWith('post', '/api/v1/settings/import', 200, tried)).toEqual([]);
    expect(tried).toMatchObject({
      saved: false,
      sections: { rules: 'changed', people: 'unchanged', cost: 'changed', targets: 'unchanged' },
      preview: { rules: [{ services: [{ service: 'api' }] }] },
    });
    expect((await (await settings.GET(get('/'))).json()).sections.cost.value.ratePerHour).toBe(90);
    expect(await (await post(changed)).json()).toMatchObject({ saved: true, needsConfirmation: false });
    expect(await (await exported.GET(get('/'))).text()).toContain('ratePerHour: 80');
  });

  test('a file that changes the time zone must say so', async () => {
    const file = 'hours: { timeZone: Asia/Tokyo }';
    expect(await (await post(file, '?dry=true')).json()).toMatchObject({
      needsConfirmation: true,
      saved: false,
    });
    expect((await post(file)).status).toBe(409);
    expect(await (await post(file, '?confirm=true')).json()).toMatchObject({ saved: true });
  });

  test('a file that is wrong is refused, with lines', async () => {
    const answer = await post('cost:\n  ratePerHour: -1\n');
    expect(answer.status).toBe(400);
    expect(await problems(answer)).toContain('line 2: cost, ratePerHour: is -1');
    expect((await post('cost: {}', '?dry=maybe')).status).toBe(400);
    expect((await post('#'.repeat(8_000_001))).status).toBe(413);
  });
});

describe('a build of a number as wide as those of Drone', () => {
  const ask = (number: string, headers = {}) =>
    build.GET(get('/', headers), AT({ namespace: 'shop', name: 'web', number }));

  test('is found by it, in JSON and CSV', async () => {
    await storeBuilds(db.pool, [
      {
        repoId: 2,
        number: 20_261_129_001,
        created: new Date(Date.now() - 86_400_000).toISOString(),
        waitS: 60,
      },
    ]);
    expect(await (await ask('20261129001')).json()).toMatchObject({ number: 20_261_129_001, waitMs: 60_000 });
    expect(await (await ask('20261129001', { accept: 'text/csv' })).text()).toContain('stage,step,kind,');
    expect((await ask('20261129002')).status).toBe(404);
    expect((await ask('9007199254740992')).status).toBe(400);
  });
});
