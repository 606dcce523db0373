const PLUS = 43;
const SPACE = 32;
const MINUS = 45;
const AT = 64;
const CAPITAL_A = 65;
const BACKSLASH = 92;
/** pnpm lists what it installed as `+ name 1.2.3`. */
const PNPM_PACKAGE = /^\+ @?[\w./-]+ \d+\.\d+\.\d+/;
/** Test runners print what they expected and received as a diff without a header that counts lines. */
const TEST_DIFF = /^[-+] (?:Received|Expected)\b/;
const POWERSHELL_PLACE = /^At \S.*:\d+ char:\d+$/;
/** PowerShell repeats the line with an error behind `+ `, and underlines it behind another. */
const UNDERLINE = /^\+ [~ ]+$/;
/** A piece of a unified diff says how many lines of each side follow. */
const HUNK = /^@@ -\d+(?:,(\d+))? \+\d+(?:,(\d+))? @@/;

/**
 * Tells the echo of a command from lines that only look like one. A runner prints `+ ` and the command
 * before it runs it; so do diffs, package lists and test reports.
 */
export class CommandEcho {
  private oldLinesLeft = 0;
  private newLinesLeft = 0;
  private isInTestDiff = false;
  private isAfterPlace = false;

  /** The command that this line echoes; null where it is something else. */
  commandOf(line: string): string | null {
    if (this.oldLinesLeft > 0 || this.newLinesLeft > 0) {
      if (this.isOfHunk(line)) return null;
      this.oldLinesLeft = 0;
      this.newLinesLeft = 0;
    }
    const first = line.charCodeAt(0);
    this.isInTestDiff =
      TEST_DIFF.test(line) ||
      (this.isInTestDiff && (line === '' || first === PLUS || first === MINUS || first === SPACE));
    if (first === PLUS) return this.echoOf(line);
    if (first === AT) this.beginHunk(line);
    if (line !== '') this.isAfterPlace = first === CAPITAL_A && POWERSHELL_PLACE.test(line);
    return null;
  }

  private beginHunk(line: string): void {
    const hunk = HUNK.exec(line);
    if (hunk === null) return;
    this.oldLinesLeft = Number(hunk[1] ?? 1);
    this.newLinesLeft = Number(hunk[2] ?? 1);
  }

  private isOfHunk(line: string): boolean {
    const first = line.charCodeAt(0);
    if (first === MINUS) this.oldLinesLeft -= 1;
    else if (first === PLUS) this.newLinesLeft -= 1;
    else if (first === SPACE || line === '') {
      this.oldLinesLeft -= 1;
      this.newLinesLeft -= 1;
    } else return first === BACKSLASH;
    return true;
  }

  private echoOf(line: string): string | null {
    const second = line.charCodeAt(1);
    if (second !== SPACE || line.length < 3 || line.charCodeAt(2) === SPACE) return null;
    if (this.isInTestDiff || this.isAfterPlace) return null;
    if (PNPM_PACKAGE.test(line) || UNDERLINE.test(line)) return null;
    return line.slice(2).trimEnd();
  }
}

/** Commands whose output is somebody else's text: what looks like a signal in it is none. */
const QUOTING =
  /^(?:sudo )?(?:cat|bat|head|tail|less|more|grep|sed|awk|strings|git (?:diff|show|log))\b[^|&;]*$/;

export function quotes(command: string): boolean {
  return QUOTING.test(command) && !command.includes('/proc/');
}

/** Whether this line says that the one before was no echo. */
export function isUnderline(line: string): boolean {
  return line.charCodeAt(0) === PLUS && UNDERLINE.test(line);
}
