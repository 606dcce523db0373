import { problemsAnswer } from '@/app/api/problems';

/** Every path under /api that nothing else answers. */
function answer(request: Request): Response {
  const { pathname } = new URL(request.url);
  return problemsAnswer(404, [`there is no ${pathname}; /api/v1/openapi.json lists what there is`]);
}

export { answer as GET, answer as HEAD, answer as OPTIONS, answer as POST, answer as PUT };
