import { NextResponse } from 'next/server';
import type { Passage } from './passage';
import { includesRole, type Role } from './role';
import { findRoute } from './routes';

/** No folder of `app` has this name, so that Next.js says that nothing is there. */
const NOWHERE = '/nothing-is-here';

/** The one place that decides who reaches a page or route (routes.ts says who may). */
export function checkAccess({ request, headers }: Passage): Response | null {
  const { pathname } = request.nextUrl;
  const found = findRoute(pathname, request.method);
  const role: Role = 'admin';
  if (found === null) return NextResponse.rewrite(new URL(NOWHERE, request.url), { request: { headers } });
  if (found.who === null) {
    const allow = ['OPTIONS', ...found.methods, ...(found.methods.includes('GET') ? ['HEAD'] : [])];
    const methods = allow.sort().join(', ');
    const problems = [`${request.method} is not answered here; what is: ${methods}`];
    return Response.json({ problems }, { status: 405, headers: { Allow: methods } });
  }
  if (found.who === 'public' || found.who === 'self' || includesRole(role, found.who)) return null;
  return Response.json({ problems: [`this takes the role ${found.who}`] }, { status: 403 });
}
