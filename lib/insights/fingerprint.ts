import { createHash } from 'node:crypto';
import type { Settings } from '@/lib/settings/settings';
import { waitingFingerprint } from '@/lib/settings/waiting-fingerprint';

/** A short text without blanks and dots, the same for what is the same as JSON. */
export function hashOf(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('base64url');
}

/**
 * Changes with whatever of the settings stored findings follow from: rules, and what hours lost are computed by. What is
 * stored with another one is of settings of before, until the poller has made it anew. Rates and targets are applied when reading.
 *
 * @param timeZone IANA name, in force
 */
export function settingsStamp(settings: Settings, timeZone: string): string {
  return hashOf([settings.rules, waitingFingerprint(settings, timeZone, 0)]);
}
