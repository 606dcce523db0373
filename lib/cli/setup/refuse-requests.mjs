// Loaded into the web server, before Next.js: what it answers with an empty 500, or with whatever it is asked by.
import { Server } from 'node:http';

/** All that some page or route answers. */
const METHODS = ['GET', 'HEAD', 'OPTIONS', 'POST', 'PUT'];
/** Below these something can be deleted. */
const DELETABLE = ['/api/v1/optimisations/', '/api/v1/servers/', '/api/v1/subscriptions/'];
/** What Next.js reads of a page that its own scripts ask for; it answers others that cannot be read with 500. */
const ROUTER_STATE = 'next-router-state-tree';

/** @param {string} url */
function methodsAt(url) {
  return DELETABLE.some(start => url.startsWith(start)) ? [...METHODS, 'DELETE'] : METHODS;
}

/**
 * What is wrong with an address, as the end of a sentence; null: nothing. Pages and routes decode the parts of a path.
 *
 * @param {string} url
 */
function addressProblem(url) {
  const [path] = url.split('?', 1);
  if (!path.startsWith('/')) return 'must begin with /';
  if (/^[/\\]{2}/.test(path)) return 'must begin with a single /';
  try {
    if (decodeURIComponent(path).includes('\0')) return 'must not hold %00';
  } catch {
    return 'has a % that is followed by no character: a % itself is written %25';
  }
  return null;
}

/** @param {string | string[] | undefined} state */
function isRouterState(state) {
  try {
    return typeof state === 'string' && Array.isArray(JSON.parse(decodeURIComponent(state)));
  } catch {
    return false;
  }
}

/**
 * @param {import('node:http').ServerResponse} response
 * @param {number} status
 * @param {string} problem
 * @param {Record<string, string>} [headers]
 */
function refuse(response, status, problem, headers = {}) {
  response.writeHead(status, { ...headers, 'Content-Type': 'application/json' });
  response.end(JSON.stringify({ problems: [problem] }));
  return true;
}

const { emit } = Server.prototype;

/** @this {Server} */
Server.prototype.emit = function emitUnlessRefused(event, ...values) {
  const [request, response] = values;
  if (event !== 'request') return emit.call(this, event, ...values);
  const methods = methodsAt(request.url);
  if (!methods.includes(request.method)) {
    const problem = `${request.method} is not answered here; what is: ${methods.join(', ')}`;
    return refuse(response, 405, problem, { Allow: methods.join(', ') });
  }
  const problem = addressProblem(request.url);
  if (problem !== null) return refuse(response, 400, `the path of the address ${problem}`);
  if (ROUTER_STATE in request.headers && !isRouterState(request.headers[ROUTER_STATE])) {
    return refuse(response, 400, `the header ${ROUTER_STATE} cannot be read`);
  }
  return emit.call(this, event, ...values);
};
