import { z } from 'zod';
import { pageLinks } from '../lib/page-links';
import { DAY_MS } from '../lib/time/units';

/** Every page there is, with one of each kind for those of a service, step, build, team or optimisation. */
export const PAGE_NAMES = [
  'overview',
  'services',
  'service',
  'step',
  'steps',
  'step-name',
  'builds',
  'build',
  'teams',
  'team',
  'heatmap',
  'fix-first',
  'changes',
  'alerts',
  'optimisations',
  'optimisation',
  'compare',
  'reports',
  'report',
  'settings-servers',
  'settings-services',
  'settings-people',
  'settings-cost',
  'settings-hours',
  'settings-reports',
  'settings-access',
] as const;

export type PageName = (typeof PAGE_NAMES)[number];

const stepSchema = z.object({ repository: z.string(), pipeline: z.string(), step: z.string() });
const serviceSchema = z.object({ service: z.string(), team: z.string() });
const buildSchema = z.object({ repository: z.string(), number: z.number() });
const steps = z.object({ rows: z.array(stepSchema) });
const services = z.object({ rows: z.array(serviceSchema) });
const builds = z.object({ rows: z.array(buildSchema) });
const optimisationSchema = z.object({ id: z.int() });
const optimisations = z.object({ notes: z.array(optimisationSchema) });

/** Of what pages are to be shown that are of one thing. */
interface Shown {
  step: z.infer<typeof stepSchema>;
  service: z.infer<typeof serviceSchema>;
  build: z.infer<typeof buildSchema>;
  optimisation: z.infer<typeof optimisationSchema>;
}

/**
 * The paths of all pages: the service and the step are those that cost most, the build is the latest of that step that
 * succeeded. Where no optimisation is recorded, one is.
 *
 * @param query what the figures are asked for, such as `range=4w`
 */
export async function listPages(address: string, query = ''): Promise<Record<PageName, string>> {
  const ask = async (path: string, search = query): Promise<unknown> => {
    const response = await fetch(`${address}/api/v1/${path}${search}`);
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    return response.json();
  };
  const [step] = steps.parse(await ask('metrics/steps?')).rows;
  const [service] = services.parse(await ask('metrics/services?')).rows;
  if (step === undefined || service === undefined) throw new Error(`${address} has no build to show`);
  const [build] = builds.parse(
    await ask(`builds?limit=1&status=success&repository=${step.repository}&`),
  ).rows;
  if (build === undefined) throw new Error(`${step.repository} has no successful build to show`);
  const [optimisation = await record(address, service.service)] = optimisations.parse(
    await ask('optimisations/notes', ''),
  ).notes;
  return pathsOf({ step, service, build, optimisation });
}

/** Three weeks ago, so that there are days on both sides. */
async function record(address: string, service: string): Promise<Shown['optimisation']> {
  const at = new Date(Date.now() - 21 * DAY_MS).toISOString();
  const response = await fetch(`${address}/api/v1/optimisations`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ title: 'Layers are cached', at, scope: { services: [service] }, hoursSpent: 4 }),
  });
  return optimisationSchema.parse(await response.json());
}

export function pathsOf({ step, service, build, optimisation }: Shown): Record<PageName, string> {
  return {
    overview: '/',
    services: '/services',
    service: pageLinks.service(service.service),
    step: pageLinks.step(step.repository, step.pipeline, step.step),
    steps: '/steps',
    'step-name': pageLinks.stepName(step.step),
    builds: '/builds',
    build: pageLinks.build(build.repository, build.number),
    teams: '/teams',
    team: pageLinks.team(service.team),
    heatmap: '/heatmap',
    'fix-first': '/fix-first',
    changes: '/changes',
    alerts: '/alerts',
    optimisations: '/optimisations',
    optimisation: pageLinks.optimisation(optimisation.id),
    compare: '/compare',
    reports: '/reports',
    report: '/reports/next',
    'settings-servers': '/settings/servers',
    'settings-services': '/settings/services',
    'settings-people': '/settings/people',
    'settings-cost': '/settings/cost',
    'settings-hours': '/settings/hours',
    'settings-reports': '/settings/reports',
    'settings-access': '/settings/access',
  };
}
