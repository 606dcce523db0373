import type { Passage, ShownInstead } from './passage';
import { includesRole, type Role } from './role';
import { findRoute } from './routes';

/** No folder of `app` has this name, so that Next.js says that nothing is there. */
const NOWHERE = { path: '/nothing-is-here', status: 404 };

/** The one place that decides who reaches a page or route (routes.ts says who may). */
export function checkAccess({ method, url }: Passage): Response | ShownInstead | null {
  const found = findRoute(url.pathname, method);
  const role: Role = 'admin';
  if (found === null) return NOWHERE;
  if (found.who === null) {
    const allow = ['OPTIONS', ...found.methods, ...(found.methods.includes('GET') ? ['HEAD'] : [])];
    const methods = allow.sort().join(', ');
    const problems = [`${method} is not answered here; what is: ${methods}`];
    return Response.json({ problems }, { status: 405, headers: { Allow: methods } });
  }
  if (found.who === 'public' || found.who === 'self' || includesRole(role, found.who)) return null;
  return Response.json({ problems: [`this takes the role ${found.who}`] }, { status: 403 });
}
