import type { Act, LogWriter } from './log-writer';

/** One item of a step's `commands`: the echo, then what it prints. */
export function command(text: string, ms: number, body?: (log: LogWriter) => void): Act {
  return {
    ms,
    write(log) {
      log.echo(text);
      body?.(log);
    },
  };
}

/** A command that prints these lines, evenly over its time. */
export function printing(text: string, ms: number, lines: readonly string[]): Act {
  return command(text, ms, log => log.spread(lines));
}

/** Time in which a step says nothing: the container is created. */
export function silence(ms: number): Act {
  return { ms, write() {} };
}
