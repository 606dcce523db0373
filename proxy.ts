import { type NextRequest, NextResponse } from 'next/server';
import { checkAccess } from '@/lib/access/check-access';
import type { Passage, PassageStep } from '@/lib/access/passage';

/** In this order; the first that answers ends it. */
const STEPS: readonly PassageStep[] = [checkAccess];

/** Every page and route is reached through here, and through nothing else. */
export async function proxy(request: NextRequest): Promise<Response> {
  const passage = { request, headers: new Headers(request.headers), answerHeaders: new Headers() };
  const answer = await answerOf(passage);
  for (const [name, value] of passage.answerHeaders) answer.headers.append(name, value);
  return answer;
}

async function answerOf(passage: Passage): Promise<Response> {
  for (const step of STEPS) {
    const answer = await step(passage);
    if (answer !== null) return answer;
  }
  return NextResponse.next({ request: { headers: passage.headers } });
}

/** All but the files of which pages are made: they hold nothing of anybody. */
export const config = { matcher: ['/((?!_next/static/).*)'] };
