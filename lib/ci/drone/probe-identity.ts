import { z } from 'zod';
import {
  CiAnswerError,
  CiForbiddenError,
  CiHttpError,
  CiTokenError,
  CiUnreachableError,
} from '@/lib/ci/ci-errors';
import type { CiIdentity } from '@/lib/ci/ci-server';
import { httpsMeantError } from './failed-connection';
import { findOtherServer, refuseOtherVersion, type VersionFacts } from './other-servers';
import type { HttpAnswer } from './pending-answer';
import type { DroneRequests } from './requests';
import { textOrNull } from './wire';

const userWire = z.object({
  login: z.string().min(1),
  admin: z.boolean().default(false),
  machine: z.boolean().default(false),
  active: z.boolean().default(true),
});
const versionWire = z.object({ source: z.string().nullish(), version: z.string().nullish() });

/**
 * @throws CiTokenError when the token is that of nobody: everything else would answer as to a guest; CiOtherServerError
 *   when it is not Drone that answers
 */
export async function probeIdentity(requests: DroneRequests): Promise<CiIdentity> {
  const { user, serverTime } = await readUser(requests);
  const facts = await readVersion(requests);
  refuseOtherVersion(requests, facts);
  return {
    ...user,
    clockSkewMs: serverTime === null ? null : skewOf(serverTime),
    serverTime,
    version: facts.version,
    canListAll: user.admin && (await mayListAll(requests)),
  };
}

/** Who answers otherwise than Drone does may be somebody else, whose name is more use than what is wrong with the answer. */
async function readUser(requests: DroneRequests) {
  try {
    return await requests.get('/api/user', (json, answer) => ({
      user: userWire.parse(json),
      serverTime: serverTimeOf(answer),
    }));
  } catch (error) {
    const isDropped = error instanceof CiUnreachableError && error.reason === 'dropped';
    if (isDropped && (await requests.speaksTls())) throw httpsMeantError(requests.asked('/api/user'), error);
    const isGateway = error instanceof CiUnreachableError && error.reason === 'proxy';
    const mayBeOther =
      isGateway ||
      [CiAnswerError, CiForbiddenError, CiHttpError, CiTokenError].some(kind => error instanceof kind);
    throw (mayBeOther ? await findOtherServer(requests) : null) ?? error;
  }
}

/** The header drops the fraction of a second: half a second is its mean. */
function serverTimeOf(answer: HttpAnswer): CiIdentity['serverTime'] {
  const serverMs = Date.parse(answer.headers.date ?? '');
  return Number.isNaN(serverMs) ? null : { time: new Date(serverMs + 500), atMs: answer.askedAtMs };
}

function skewOf({ time, atMs }: NonNullable<CiIdentity['serverTime']>): number {
  return Math.round(time.getTime() - (Date.now() - (performance.now() - atMs)));
}

/** Not vital, and a proxy may hide it: then unknown. */
async function readVersion(requests: DroneRequests): Promise<VersionFacts> {
  try {
    return await requests.get('/version', json => {
      const { source, version } = versionWire.parse(json);
      return { source: textOrNull(source), version: textOrNull(version) };
    });
  } catch (error) {
    const isGateway = error instanceof CiUnreachableError && error.reason === 'proxy';
    const isHidden =
      isGateway || [CiHttpError, CiAnswerError, CiForbiddenError].some(kind => error instanceof kind);
    if (isHidden) return { source: null, version: null };
    throw error;
  }
}

async function mayListAll(requests: DroneRequests): Promise<boolean> {
  try {
    return await requests.get('/api/repos?page=1&per_page=1', () => true);
  } catch (error) {
    if (isListAllRefusal(error)) return false;
    throw error;
  }
}

/** 403: no admin; 404: older than 1.6; 501: an edition without it. */
export function isListAllRefusal(error: unknown): boolean {
  return (
    error instanceof CiForbiddenError ||
    (error instanceof CiHttpError && (error.status === 404 || error.status === 501))
  );
}
