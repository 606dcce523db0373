import { z } from 'zod';
import { pageLinks } from '../components/layout/page-links';

/** Every page there is, with one of each kind for those of a service, step, build or team. */
export const PAGE_NAMES = [
  'overview',
  'services',
  'service',
  'step',
  'builds',
  'build',
  'teams',
  'team',
  'heatmap',
  'settings-servers',
  'settings-services',
  'settings-people',
  'settings-cost',
  'settings-hours',
] as const;

export type PageName = (typeof PAGE_NAMES)[number];

const stepSchema = z.object({ repository: z.string(), pipeline: z.string(), step: z.string() });
const serviceSchema = z.object({ service: z.string(), team: z.string() });
const buildSchema = z.object({ repository: z.string(), number: z.number() });
const steps = z.object({ rows: z.array(stepSchema) });
const services = z.object({ rows: z.array(serviceSchema) });
const builds = z.object({ rows: z.array(buildSchema) });

/** Of what pages are to be shown that are of one thing. */
interface Shown {
  step: z.infer<typeof stepSchema>;
  service: z.infer<typeof serviceSchema>;
  build: z.infer<typeof buildSchema>;
}

/**
 * The paths of all pages: the service and the step are those that cost most, the build is the latest of that step that
 * succeeded.
 *
 * @param query what the figures are asked for, such as `range=4w`
 */
export async function listPages(address: string, query = ''): Promise<Record<PageName, string>> {
  const ask = async (path: string): Promise<unknown> => {
    const response = await fetch(`${address}/api/v1/${path}${query}`);
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
  return pathsOf({ step, service, build });
}

export function pathsOf({ step, service, build }: Shown): Record<PageName, string> {
  return {
    overview: '/',
    services: '/services',
    service: pageLinks.service(service.service),
    step: pageLinks.step(step.repository, step.pipeline, step.step),
    builds: '/builds',
    build: pageLinks.build(build.repository, build.number),
    teams: '/teams',
    team: pageLinks.team(service.team),
    heatmap: '/heatmap',
    'settings-servers': '/settings/servers',
    'settings-services': '/settings/services',
    'settings-people': '/settings/people',
    'settings-cost': '/settings/cost',
    'settings-hours': '/settings/hours',
  };
}
