import { aptInstall, writeApt } from '../logs/apt';
import { buildkitBuild } from '../logs/buildkit';
import { command, printing } from '../logs/command';
import { classicBuild } from '../logs/docker-classic';
import type { Layer } from '../logs/docker-layer';
import type { Act } from '../logs/log-writer';
import { pipInstall, writePip } from '../logs/pip';
import { pytest, writePytest } from '../logs/pytest';
import { cloneStep, databaseService, notifyStep, pulled, REGISTRY, stageOf } from './common-steps';
import { type DockerInstruction, publishStep } from './publish-step';
import type { RecipeContext, StageRecipe, StepRecipe } from './recipe';

const APT = ['build-essential', 'libpq-dev', 'libffi-dev', 'libmagic1', 'gettext'];
const PIP = [
  'fastapi',
  'uvicorn',
  'sqlalchemy',
  'psycopg',
  'pydantic',
  'httpx',
  'redis',
  'celery',
  'orjson',
  'structlog',
  'alembic',
  'tenacity',
];
const PIP_TESTS = [...PIP, 'pytest', 'pytest-cov', 'ruff', 'respx', 'freezegun'];
const BIG_BASE = 'python:3.12';
const SMALL_BASE = `${REGISTRY}/base/python:3.12-slim`;
const TEST_COMMAND = 'pytest -q --cov=app tests';

/** Tests in a step, then the image: nearly everything is installed twice in every build. */
export function pythonStages(context: RecipeContext): StageRecipe[] {
  return [
    stageOf(
      context,
      'default',
      [],
      [
        cloneStep(context),
        databaseService(context),
        testStep(context),
        publishStep(context, { instructions: dockerfile(context), pushSeconds: 24 }),
        notifyStep(context),
      ],
    ),
  ];
}

function baseOf(context: RecipeContext): string {
  return context.has('small-base-image') ? SMALL_BASE : BIG_BASE;
}

function testStep(context: RecipeContext): StepRecipe {
  const layered = context.has('cached-layers');
  return {
    name: 'test',
    image: layered ? 'docker:27-cli' : baseOf(context),
    failureWeight: 6,
    acts: failing => (layered ? layeredTests(context, failing) : plainTests(context, failing)),
  };
}

function plainTests(context: RecipeContext, failing: boolean): Act[] {
  const small = context.has('small-base-image');
  return [
    ...pulled(context, baseOf(context), small ? 4 : 11),
    ...(small ? [] : [aptInstall(APT, context.compute(33))]),
    pipInstall(PIP_TESTS, context.compute(44)),
    printing('ruff check .\nruff format --check .', context.compute(5), [
      'All checks passed!',
      '214 files already formatted',
    ]),
    pytest(TEST_COMMAND, failing, context.compute(104)),
  ];
}

/** The same tests in an image whose layers the runner's docker keeps. */
function layeredTests(context: RecipeContext, failing: boolean): Act[] {
  const { lockChanged, repo } = context.record;
  const build = repo.builder === 'classic' ? classicBuild : buildkitBuild;
  const layers: Layer[] = [
    {
      instruction: `FROM ${BIG_BASE} AS test`,
      ms: context.transfer(0.6),
      hit: false,
      from: { present: 6, fetched: 0 },
    },
    { instruction: 'WORKDIR /app', ms: 40, hit: true },
    { instruction: `RUN apt-get update && apt-get install -y ${APT.join(' ')}`, ms: 40, hit: true },
    {
      instruction: 'COPY requirements.txt requirements-dev.txt ./',
      ms: lockChanged ? 300 : 40,
      hit: !lockChanged,
    },
    {
      instruction: 'RUN pip install -r requirements.txt -r requirements-dev.txt',
      ms: lockChanged ? context.compute(44) : 40,
      hit: !lockChanged,
      body: log => writePip(log, PIP_TESTS, 0),
    },
    { instruction: 'COPY . .', ms: context.compute(1.2), hit: false },
  ];
  const testMs = context.compute(104);
  return [
    ...pulled(context, 'docker:27-cli', 3),
    command(`docker build --target test -t ${repo.name}-test .`, context.compute(0.5)),
    build(layers, `${repo.name}-test:latest`),
    printing(`docker run --rm ${repo.name}-test ruff check .`, context.compute(6), ['All checks passed!']),
    command(`docker run --rm --network $DRONE_NETWORK ${repo.name}-test ${TEST_COMMAND}`, testMs, log =>
      writePytest(log, ['test_api', 'test_models', 'test_routes', 'test_views'], failing, testMs / 1000),
    ),
  ];
}

function dockerfile(context: RecipeContext): DockerInstruction[] {
  const small = context.has('small-base-image');
  const apt: DockerInstruction = {
    text: `RUN apt-get update && apt-get install -y --no-install-recommends ${APT.join(' ')}`,
    seconds: 28,
    dependsOn: 'base',
    body: log => writeApt(log, APT),
  };
  return [
    { text: `FROM ${baseOf(context)}`, seconds: small ? 3 : 9, dependsOn: 'base', fromLayers: small ? 4 : 7 },
    { text: 'WORKDIR /app', seconds: 0.4, dependsOn: 'base' },
    ...(small ? [] : [apt]),
    { text: 'COPY requirements.txt ./', seconds: 0.3, dependsOn: 'requirements' },
    {
      text: 'RUN pip install --no-cache-dir -r requirements.txt',
      seconds: 37,
      dependsOn: 'requirements',
      body: log => writePip(log, PIP, 0),
    },
    { text: 'COPY . .', seconds: 1.1, dependsOn: 'source' },
    { text: 'RUN python -m compileall -q app', seconds: 4, dependsOn: 'source' },
    { text: 'USER 10001', seconds: 0.3, dependsOn: 'source' },
    { text: 'CMD ["uvicorn", "app.main:app", "--host", "0.0.0.0"]', seconds: 0.3, dependsOn: 'source' },
  ];
}
