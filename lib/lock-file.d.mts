/**
 * Runs `work` while no other process does so under the same lock file, and waits until then. The file is kept fresh
 * while it is held, so that one left behind by a killed process is known at once by its dead owner, or by its
 * silence (of 20 s unless told) where that cannot be told, as on another host that shares the folder. Plain JavaScript: installing needs it too.
 *
 * @param onWait told again and again, while another holds the lock, for how many milliseconds it has been waited;
 *   what it throws ends the wait
 */
export function withLockFile<T>(
  file: string,
  onWait: (waitedMs: number) => void,
  work: () => Promise<T>,
  options?: { silentMs?: number },
): Promise<T>;
