import { z } from 'zod';
import type { RepoFact } from '@/lib/facts/build-fact';
import { id, numberOrNull, text, textOrNull } from './wire-values';

const repoWire = z.object({
  id,
  slug: z.string().min(1),
  namespace: z.string(),
  name: z.string(),
  default_branch: text,
  link: text,
  visibility: text,
  active: z.boolean(),
  counter: z.int(),
  timeout: z.int().nullish(),
});

/**
 * The repositories of a list.
 *
 * @throws ZodError
 */
export function decodeRepoList(json: unknown): RepoFact[] {
  return (repoWire.array().nullable().parse(json) ?? []).map(wire => ({
    droneId: wire.id,
    slug: wire.slug,
    namespace: wire.namespace,
    name: wire.name,
    defaultBranch: textOrNull(wire.default_branch),
    link: textOrNull(wire.link),
    visibility: textOrNull(wire.visibility),
    active: wire.active,
    counter: wire.counter,
    timeoutMinutes: numberOrNull(wire.timeout),
  }));
}
