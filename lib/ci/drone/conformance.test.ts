import { startDemoServer } from '@/lib/demo/server';
import { createDemoWorld } from '@/lib/demo/world';
import { testCiServer } from '@/tests/world/ci-conformance';
import { drone } from './drone';

const NOW = new Date('2026-05-20T15:30:00Z');

testCiServer(drone, async () => {
  const world = createDemoWorld({ seed: 3, origin: NOW, weeks: 1 });
  const server = await startDemoServer({ world, now: () => NOW });
  return {
    url: server.url,
    token: server.tokens.admin,
    answerWithWebPages: () => server.misbehave({ html: true }),
    close: () => server.close(),
  };
});
