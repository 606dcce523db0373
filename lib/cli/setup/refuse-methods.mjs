// Loaded into the web server: Next answers TRACE with 500, pages answer whatever they are asked by, and none says what is
// allowed; and no request tells of its socket.
import { Server } from 'node:http';

/** All that some page or route answers. */
const METHODS = ['GET', 'HEAD', 'OPTIONS', 'POST', 'PUT'];
/** Below these something can be deleted. */
const DELETABLE = [
  '/api/v1/access/',
  '/api/v1/optimisations/',
  '/api/v1/servers/',
  '/api/v1/session',
  '/api/v1/subscriptions/',
];
/** Known to lib/access/peer.ts. */
const PEER_HEADER = 'x-buildhours-peer';

/** @param {string} url */
function methodsAt(url) {
  return DELETABLE.some(start => url.startsWith(start)) ? [...METHODS, 'DELETE'] : METHODS;
}

Object.assign(globalThis, { buildhoursWritesPeer: true });

const { emit } = Server.prototype;

/** @this {Server} */
Server.prototype.emit = function emitUnlessRefused(event, ...values) {
  const [request, response] = values;
  if (event !== 'request') return emit.call(this, event, ...values);
  // Who is at the other end is told by the socket, whatever the request says of it.
  request.headers[PEER_HEADER] = request.socket.remoteAddress ?? '';
  const methods = methodsAt(request.url);
  if (methods.includes(request.method)) return emit.call(this, event, ...values);
  const problems = [`${request.method} is not answered here; what is: ${methods.join(', ')}`];
  response.writeHead(405, { Allow: methods.join(', '), 'Content-Type': 'application/json' });
  response.end(JSON.stringify({ problems }));
  return true;
};
