// Loaded into the web server: Next answers TRACE with 500, pages answer whatever they are asked by, and none says what is allowed.
import { Server } from 'node:http';

/** All that some page or route answers. */
const METHODS = ['GET', 'HEAD', 'OPTIONS', 'POST', 'PUT'];

const { emit } = Server.prototype;

/** @this {Server} */
Server.prototype.emit = function emitUnlessRefused(event, ...values) {
  const [request, response] = values;
  if (event !== 'request' || METHODS.includes(request.method)) return emit.call(this, event, ...values);
  const problems = [`${request.method} is not answered here; what is: ${METHODS.join(', ')}`];
  response.writeHead(405, { Allow: METHODS.join(', '), 'Content-Type': 'application/json' });
  response.end(JSON.stringify({ problems }));
  return true;
};
