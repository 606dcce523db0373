import type { IncomingMessage, ServerResponse } from 'node:http';

/** All that some page or route answers. */
const METHODS = ['GET', 'HEAD', 'OPTIONS', 'POST', 'PUT'];
/** Below these something can be deleted. */
const DELETABLE = ['/api/v1/optimisations/', '/api/v1/servers/', '/api/v1/subscriptions/'];

/** Next.js answers TRACE with 500, pages answer whatever they are asked by, and none says what is allowed. */
export function isMethodAnswered({ method = '', url = '' }: IncomingMessage): boolean {
  return methodsAt(url).includes(method);
}

export function refuseMethod({ method, url = '' }: IncomingMessage, response: ServerResponse): void {
  const methods = methodsAt(url).join(', ');
  response.writeHead(405, { Allow: methods, 'Content-Type': 'application/json' });
  response.end(JSON.stringify({ problems: [`${method} is not answered here; what is: ${methods}`] }));
}

function methodsAt(url: string): string[] {
  return DELETABLE.some(start => url.startsWith(start)) ? [...METHODS, 'DELETE'] : METHODS;
}
