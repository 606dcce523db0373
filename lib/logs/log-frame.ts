/** A line of a program that logs with levels: what it says, without what its logger put around it. */
export interface LogFrame {
  message: string;
  /** The program's own clock, seconds since it began or since 1970; null where it has none. */
  ownSeconds: number | null;
}

const BRACKET = 91;
const BRACE = 123;
const LEVEL = /^(?:TRAC|DEBU|INFO|WARN|ERRO|FATA|PANI)$/;
const MESSAGE = /(?:^|\s)msg=(?:"((?:[^"\\]|\\.)*)"|(\S*))/;
const TIME = /(?:^|\s)(?:time|ts)="?([^\s"]+)/;

/** Reads `INFO[0012] text`, `time=… level=info msg="text"` and `{"level":"info","msg":"text"}`; null: none of them. */
export function frameOf(text: string): LogFrame | null {
  if (text.charCodeAt(4) === BRACKET && LEVEL.test(text.slice(0, 4))) return bracketFrame(text);
  if (text.charCodeAt(0) === BRACE) return text.includes('"msg"') ? jsonFrame(text) : null;
  const match = MESSAGE.exec(text);
  if (match === null) return null;
  const message = match[1]?.replace(/\\(["\\])/g, '$1') ?? match[2] ?? '';
  return { message: message.trim(), ownSeconds: secondsOf(TIME.exec(text)?.[1]) };
}

function bracketFrame(text: string): LogFrame | null {
  const end = text.indexOf(']');
  if (end < 0) return null;
  return { message: text.slice(end + 1).trim(), ownSeconds: secondsOf(text.slice(5, end)) };
}

function jsonFrame(text: string): LogFrame | null {
  const value = parsed(text);
  if (typeof value !== 'object' || value === null || !('msg' in value) || typeof value.msg !== 'string')
    return null;
  const time = 'time' in value && typeof value.time === 'string' ? value.time : undefined;
  return { message: value.msg.trim(), ownSeconds: secondsOf(time) };
}

/** Undefined: it only begins like JSON, as lines that are cut off do. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function secondsOf(clock: string | undefined): number | null {
  if (clock === undefined) return null;
  const seconds = /^\d+$/.test(clock) ? Number(clock) : Date.parse(clock) / 1000;
  return Number.isFinite(seconds) ? seconds : null;
}
