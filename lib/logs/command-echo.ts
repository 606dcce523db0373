const PLUS = 43;
const SPACE = 32;
const MINUS = 45;
const AT = 64;
const CAPITAL_A = 65;
const BACKSLASH = 92;
/** pnpm and pub list what they installed as `+ name 1.2.3`; npm and bun as `+ name@1.2.3`. */
const LISTED_PACKAGE =
  /^\+ (?:@?[\w./-]+ v?\d+\.\d+\.\d+|(?:@[\w.-]+\/)?[\w.-]+@v?\d+\.\d+\.\d+\S*(?: \(|$))/;
/** Test runners print what they expected and received as a diff without a header that counts lines. */
const TEST_DIFF = /^[-+] (?:Received|Expected)\b/;
const POWERSHELL_PLACE = /^At \S.*:\d+ char:\d+$/;
/** PowerShell repeats the line with an error behind `+ `, and underlines it behind another. */
const UNDERLINE = /^\+ [~ ]+$/;
/** A piece of a unified diff says how many lines of each side follow. */
const HUNK = /^@@ -\d+(?:,(\d+))? \+\d+(?:,(\d+))? @@/;

/** The past and the plural in which changelogs are written; no command has such a name. */
const CHANGELOG_WORD =
  /^(?:add|adds|added|fix|fixes|fixed|remov(?:e|es|ed)|change[sd]?|update[sd]|improve[sd]?|deprecate[sd]?|bump(?:s|ed)?|renam(?:e|es|ed)|dropped|support(?:s|ed)?|refactor(?:s|ed)?|bugfix|feature|new) \S/;
/** `Added support`, `**Breaking**`, `fix(core): x`, `name: x`, `"key": 1`, `1.2.3`, `}`: prose and data. */
const PROSE =
  /^(?:(?!Rscript )[A-Z][a-z]+ [a-z]+\b(?! -)|\*\*|`|[\w-]+(?:\([^)]*\))?!?:(?: |$)|"[^"]*":|v?\d+(?:\.\d+)+(?: |$)|#\d|[}\]),<]+(?: |$))/;

/** What turns on a shell's own trace, which prints each command behind `+ ` too. */
const TURNS_TRACE_ON = /^(?:[^'"]*(?:[\s;&|]|\\n))?set (?:-[a-wyzA-Z]*x|-o xtrace\b)/;
const TURNS_TRACE_OFF = /^set \+[a-wyzA-Z]*x|^set \+o xtrace/;
const TRACED_SCRIPT =
  /(?:^|[\s;/&|"'])(?:(?:ba|da|z|k|a)?sh (?:-\w+ )*-[a-wyzA-Z]*x|set -[a-wyzA-Z]*x)[a-zA-Z]*\b/;
/** What may run a script that traces itself: a file, a shell, make, a package manager's script. */
const RUNS_SCRIPT =
  /(?:^|\s)(?:\.{0,2}\/\S+|\S+\.(?:sh|bash)|(?:ba|da|z|k|a)?sh|make|just|task|rake|source|\.|npm|pnpm|yarn)(?:\s|$)/;
/** While a shell traces, the runner's own `echo` is traced first. */
const TRACED_ECHO = /^\+ echo (?:'\+ |\+ |"\+ )/;
/** Commands inside a function or a test: only a trace prints them alone. */
const ONLY_TRACED = /^\+ (?:'?\[{1,2}'? |local |return(?: \d+)?$|shift$|break$|continue$)/;
/** What a trace never prints, as it prints simple commands after they were expanded. */
const UNEXPANDED = /\$[({\w]|&&|\|\||[;|>]|"/;

type Trace = 'off' | 'shell' | 'script';

/**
 * Tells the echo of a command from lines that only look like one. A runner prints `+ ` and the command
 * before it runs it; so do diffs, package lists, changelogs, test reports, and shells that trace a script.
 */
export class CommandEcho {
  private oldLinesLeft = 0;
  private newLinesLeft = 0;
  private isInTestDiff = false;
  private isAfterPlace = false;
  private trace: Trace = 'off';
  private isEchoNext = false;
  private runsScript = false;

  /** The command that this line echoes; null where it is something else. */
  commandOf(line: string): string | null {
    if (this.oldLinesLeft > 0 || this.newLinesLeft > 0) {
      if (this.isOfHunk(line)) return null;
      this.oldLinesLeft = 0;
      this.newLinesLeft = 0;
    }
    const first = line.charCodeAt(0);
    if (first === PLUS || first === MINUS) {
      if (!this.isInTestDiff) this.isInTestDiff = TEST_DIFF.test(line);
    } else if (this.isInTestDiff && line !== '' && first !== SPACE) this.isInTestDiff = false;
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
    if (second === PLUS && /^\++ \S/.test(line)) this.suspectTrace();
    if (second !== SPACE || line.length < 3 || line.charCodeAt(2) === SPACE) return null;
    if (this.isInTestDiff || this.isAfterPlace) return null;
    if (LISTED_PACKAGE.test(line) || UNDERLINE.test(line)) return null;
    const command = line.slice(2).trimEnd();
    if (CHANGELOG_WORD.test(command) || PROSE.test(command)) return null;
    if (this.isTraced(line)) return null;
    this.followTrace(command);
    return command;
  }

  /** Whether a shell's trace printed this, rather than the runner. */
  private isTraced(line: string): boolean {
    if (TRACED_ECHO.test(line)) {
      this.trace = 'shell';
      this.isEchoNext = true;
      return true;
    }
    if (this.isEchoNext) {
      this.isEchoNext = false;
      return false;
    }
    if (ONLY_TRACED.test(line) && !UNEXPANDED.test(line)) {
      this.suspectTrace();
      return true;
    }
    if (this.trace === 'off' || UNEXPANDED.test(line)) return false;
    if (TURNS_TRACE_OFF.test(line.slice(2))) this.trace = 'off';
    return true;
  }

  /** A line that only a trace prints: the script that is running traces itself. */
  private suspectTrace(): void {
    if (this.trace === 'off' && this.runsScript) this.trace = 'script';
  }

  private followTrace(command: string): void {
    // A traced command looks like the runner's, unless it has what a trace never prints.
    this.runsScript = RUNS_SCRIPT.test(command) || (this.runsScript && !UNEXPANDED.test(command));
    if (TURNS_TRACE_ON.test(command)) this.trace = 'shell';
    else if (TRACED_SCRIPT.test(command)) this.trace = 'script';
    else if (this.trace === 'script') this.trace = 'off';
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
