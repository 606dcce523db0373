import type { StepRef } from '@/lib/ci/ci-server';
import { ciServerOf } from '@/lib/ci/registry';

/** A build, and the repository as its CI server knows it. */
interface LinkedBuild {
  serverKind: string;
  serverUrl: string;
  repository: string;
  repoExternalId: number;
  number: number;
}

/** What kind of CI server a build ran on, and its page there. */
export function ciLink({ serverKind, serverUrl, repository, repoExternalId, number }: LinkedBuild) {
  const { name, buildUrl } = ciServerOf(serverKind);
  return {
    link: buildUrl(serverUrl, { slug: repository, externalId: repoExternalId }, number),
    ciServer: name,
  };
}

/** The page of a step of the build, with its log. */
export function ciStepLink(
  { serverKind, serverUrl, repository, repoExternalId, number }: LinkedBuild,
  step: Pick<StepRef, 'stage' | 'step' | 'externalId'>,
): string {
  const repo = { slug: repository, externalId: repoExternalId };
  return ciServerOf(serverKind).stepUrl(serverUrl, { repo, build: number, ...step });
}

/** An address that a page may link to; null: none is known, or it is no web address. */
export function webLink(address: string | null): string | null {
  if (address === null || !URL.canParse(address)) return null;
  return ['http:', 'https:'].includes(new URL(address).protocol) ? address : null;
}
