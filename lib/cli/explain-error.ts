import { CiError, CiOptionsError } from '@/lib/ci/ci-errors';
import { DatabaseSetupError } from '@/lib/db/database-setup-error';
import { ConfigurationError } from '@/lib/env';

/** What to do differently: the arguments or the configuration, or something in the world around. */
export const EXIT = { failed: 1, misused: 2 } as const;

/** The command cannot go on; its message is all that a person needs. */
export class CommandError extends Error {
  readonly exitCode = EXIT.failed;

  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
  }
}

/** The command was called with something that it cannot work with. */
export class MisuseError extends Error {
  readonly exitCode = EXIT.misused;

  constructor(message: string) {
    super(message);
    this.name = new.target.name;
  }
}

/** What the terminal shows of an error: one clear message if it was foreseen, all of it if not. */
export function explainError(error: unknown): { message: string; exitCode: number } {
  if (error instanceof CommandError || error instanceof MisuseError) return error;
  if (error instanceof ConfigurationError || error instanceof CiOptionsError) {
    return { message: error.message, exitCode: EXIT.misused };
  }
  if (error instanceof DatabaseSetupError || error instanceof CiError) {
    return { message: error.message, exitCode: EXIT.failed };
  }
  const details = error instanceof Error ? error.stack : String(error);
  return { message: `this is an error in Buildhours, please report it:\n${details}`, exitCode: EXIT.failed };
}
