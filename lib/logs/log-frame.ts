const BRACKET = 91;
const BRACE = 123;
const CLOSING_BRACE = 125;
const SPACE = 32;
/** Loggers that write `INFO[0012] text` name levels with four letters. */
const LEVELS = new Set(['TRAC', 'DEBU', 'INFO', 'WARN', 'ERRO', 'FATA', 'PANI']);
const MESSAGE = /(?:^|\s)msg=(?:"((?:[^"\\]|\\.)*)"|(\S*))/;
const TIME = /(?:^|\s)(?:time|ts)="?([^\s"]+)/;

/**
 * What a program says that logs with levels, without what its logger puts around it: `INFO[0012] text`,
 * `time=… level=info msg="text"`, or `{"level":"info","msg":"text"}`; null where a line is none of them.
 */
export function messageOf(text: string): string | null {
  if (text.charCodeAt(4) === BRACKET && LEVELS.has(text.slice(0, 4))) {
    const end = text.indexOf(']');
    if (end < 0) return null;
    return text.charCodeAt(end + 2) === SPACE ? text.slice(end + 1).trim() : text.slice(end + 2);
  }
  if (text.charCodeAt(0) === BRACE) return jsonOf(text)?.message ?? null;
  const match = MESSAGE.exec(text);
  if (match === null) return null;
  return (match[1]?.replace(/\\(["\\])/g, '$1') ?? match[2] ?? '').trim();
}

/** The program's own clock in such a line: seconds since it began or since 1970; null where it has none. */
export function ownSecondsOf(text: string): number | null {
  if (text.charCodeAt(4) === BRACKET) return secondsOf(text.slice(5, text.indexOf(']')));
  if (text.charCodeAt(0) === BRACE) return secondsOf(jsonOf(text)?.time);
  return secondsOf(TIME.exec(text)?.[1]);
}

function jsonOf(text: string): { message: string; time: string | undefined } | null {
  if (!text.includes('"msg"') || text.charCodeAt(text.length - 1) !== CLOSING_BRACE) return null;
  const value = parsed(text);
  if (typeof value !== 'object' || value === null || !('msg' in value) || typeof value.msg !== 'string')
    return null;
  const time = 'time' in value && typeof value.time === 'string' ? value.time : undefined;
  return { message: value.msg.trim(), time };
}

/** Undefined: it only begins and ends like JSON. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function secondsOf(clock: string | undefined): number | null {
  if (clock === undefined || clock === '') return null;
  const seconds = /^\d+$/.test(clock) ? Number(clock) : Date.parse(clock) / 1000;
  return Number.isFinite(seconds) ? seconds : null;
}
