import { CiOptionsError } from '@/lib/ci/ci-errors';
import type { RepoRef, StepRef } from '@/lib/ci/ci-server';

/**
 * The base address of a Drone server: spaces around it and a slash at its end are dropped.
 *
 * @throws CiOptionsError saying what is wrong; the text itself may hold something secret and is not repeated
 */
export function parseServerAddress(server: string): URL {
  const text = server.trim();
  if (text === '') throw new CiOptionsError('the address of the Drone server is empty');
  if (!/^https?:\/\//i.test(text)) {
    throw new CiOptionsError(
      'the address of the Drone server must begin with http:// or https://, as in https://drone.example.com',
    );
  }
  if (!URL.canParse(text)) {
    throw new CiOptionsError(
      'the address of the Drone server is not valid; it must be like https://drone.example.com or http://10.0.0.7:8080',
    );
  }
  const url = new URL(text);
  if (url.username !== '' || url.password !== '') {
    throw new CiOptionsError(
      `the address of the Drone server must not hold a user name or password; use ${url.origin}`,
    );
  }
  if (!/^\/*$/.test(url.pathname) || url.search !== '' || url.hash !== '') {
    throw new CiOptionsError(
      `the address of the Drone server must end after host and port, since Drone serves its API at the root only; use ${url.origin}`,
    );
  }
  return new URL(url.origin);
}

/**
 * What is sent as the token: spaces around it are dropped.
 *
 * @throws CiOptionsError saying what is wrong; the text itself is not repeated
 */
export function parseToken(token: string): string {
  const text = token.trim();
  if (text === '') throw new CiOptionsError('the token for the Drone server is empty');
  if (!/^[\x21-\x7e]+$/.test(text)) {
    throw new CiOptionsError(
      'the token for the Drone server holds characters that no token of Drone has, such as a blank or a line end',
    );
  }
  return text;
}

/** The page of a build. @param server http or https, without a path */
export function buildUrl(server: string, repo: RepoRef, number: number): string {
  return `${server.replace(/\/+$/, '')}/${slugPath(repo)}/${number}`;
}

/** The page of a step with its log. */
export function stepUrl(server: string, { repo, build, stage, step }: StepRef): string {
  return `${buildUrl(server, repo, build)}/${stage}/${step}`;
}

/** A slug is `namespace/name`, and either may hold what an address must not. */
export function slugPath({ slug }: RepoRef): string {
  return slug.split('/').map(encodeURIComponent).join('/');
}
