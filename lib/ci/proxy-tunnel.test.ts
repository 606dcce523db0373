import { readFileSync } from 'node:fs';
import https from 'node:https';
import { expect, onTestFinished, test } from 'vitest';
import { certificateFile, shownCertificate } from '@/tests/world/certificates';
import { startForwardProxy } from '@/tests/world/forward-proxy';
import { TunnelAgent } from './proxy-tunnel';

async function ask(agent: https.Agent, host: string): Promise<number | string | undefined> {
  return new Promise(resolve => {
    const request = https.get({ agent, host, path: '/' }, response => resolve(response.resume().statusCode));
    request.on('error', error => resolve('code' in error ? String(error.code) : error.message));
  });
}

test('behind a tunnel the certificate must be for the server, be it a name or an address', async () => {
  const server = https.createServer(shownCertificate(), (_, response) => response.end());
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? String(address.port) : '';
  const hosts = ['drone.corp.invalid', '127.0.0.1', 'other.corp.invalid', '192.0.2.7'];
  const proxy = await startForwardProxy(Object.fromEntries(hosts.map(host => [host, port])));
  // By a name for which the certificate would do.
  const named = new URL(proxy.url);
  named.hostname = 'localhost';
  const agent = new TunnelAgent(named, { ca: readFileSync(certificateFile('authority')) }, 5_000);
  onTestFinished(async () => {
    agent.destroy();
    await proxy.close();
    server.closeAllConnections();
    server.close();
  });
  const answered = await Promise.all(hosts.map(host => ask(agent, host)));
  expect(answered).toEqual([200, 200, 'ERR_TLS_CERT_ALTNAME_INVALID', 'ERR_TLS_CERT_ALTNAME_INVALID']);
});
