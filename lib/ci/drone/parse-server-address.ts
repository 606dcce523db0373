import { DroneOptionsError } from './drone-errors';

/**
 * The base address of a Drone server: spaces around it and a slash at its end are dropped.
 *
 * @throws DroneOptionsError saying what is wrong; the text itself may hold something secret and is not repeated
 */
export function parseServerAddress(server: string): URL {
  const text = server.trim();
  if (text === '') throw new DroneOptionsError('the address of the Drone server is empty');
  if (!/^https?:\/\//i.test(text)) {
    throw new DroneOptionsError(
      'the address of the Drone server must begin with http:// or https://, as in https://drone.example.com',
    );
  }
  if (!URL.canParse(text)) {
    throw new DroneOptionsError(
      'the address of the Drone server is not valid; it must be like https://drone.example.com or http://10.0.0.7:8080',
    );
  }
  const url = new URL(text);
  if (url.username !== '' || url.password !== '') {
    throw new DroneOptionsError(
      `the address of the Drone server must not hold a user name or password; use ${url.origin}`,
    );
  }
  if (!/^\/*$/.test(url.pathname) || url.search !== '' || url.hash !== '') {
    throw new DroneOptionsError(
      `the address of the Drone server must end after host and port, since Drone serves its API at the root only; use ${url.origin}`,
    );
  }
  return new URL(url.origin);
}
