import { z } from 'zod';
import { CiAnswerError, CiForbiddenError, CiHttpError } from '@/lib/ci/ci-errors';
import type { CiIdentity } from '@/lib/ci/ci-server';
import type { HttpAnswer } from './http-connection';
import type { DroneRequests } from './requests';
import { textOrNull } from './wire';

const userWire = z.object({
  login: z.string().min(1),
  admin: z.boolean().default(false),
  machine: z.boolean().default(false),
  active: z.boolean().default(true),
});
const versionWire = z.object({ version: z.string().nullish() });

/** @throws CiTokenError when the token is that of nobody: everything else would answer as to a guest */
export async function probeIdentity(requests: DroneRequests): Promise<CiIdentity> {
  const { user, clockSkewMs } = await requests.get('/api/user', (json, answer) => ({
    user: userWire.parse(json),
    clockSkewMs: clockSkewOf(answer),
  }));
  return {
    ...user,
    clockSkewMs,
    version: await readVersion(requests),
    canListAll: user.admin && (await mayListAll(requests)),
  };
}

/** The header drops the fraction of a second: half a second is its mean. */
function clockSkewOf(answer: HttpAnswer): number | null {
  const serverMs = Date.parse(answer.headers.date ?? '');
  return Number.isNaN(serverMs) ? null : Math.round(serverMs + 500 - answer.askedAtMs);
}

/** Not vital, and a proxy may hide it: then unknown. */
async function readVersion(requests: DroneRequests): Promise<string | null> {
  try {
    return await requests.get('/version', json => textOrNull(versionWire.parse(json).version));
  } catch (error) {
    if (error instanceof CiHttpError || error instanceof CiAnswerError) return null;
    if (error instanceof CiForbiddenError) return null;
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
