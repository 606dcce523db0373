import { Command, CommanderError } from 'commander';
import { EXIT, explainError } from './explain-error';
import type { InsightOptions } from './insights';
import type { MarkOptions } from './mark';
import type { ReportOptions } from './report';
import { writeErrorText } from './write-text';

const SERVICES = [
  ['--team <name>', 'a team, as the rules name it'],
  ['--service <name>', 'a service, as the rules name it'],
  ['--repository <name>', 'namespace/name'],
] as const;

/** The command `buildhours`; sets the exit code and never throws. */
export async function main(args: string[]): Promise<void> {
  try {
    await program().parseAsync(args, { from: 'user' });
  } catch (error) {
    if (error instanceof CommanderError) {
      process.exitCode = error.exitCode === 0 ? 0 : EXIT.misused;
      return;
    }
    if (error instanceof Error && error.name === 'AbortError') return;
    const { message, exitCode } = explainError(error);
    writeErrorText(`buildhours: ${message}\n`);
    process.exitCode = exitCode;
  }
}

/** Each command is loaded when it is called: most need only a part of what is installed. */
function program(): Command {
  const root = new Command('buildhours')
    .description('Build-time analytics for Drone CI. Settings: see .env.example.')
    .exitOverride()
    .showHelpAfterError('(buildhours --help shows the commands)')
    .helpCommand(false);
  const command = (name: string, description: string) => root.command(name).description(description);
  command('demo', 'run everything beside a made-up CI server; needs no settings').action(async () => {
    await (await import('./demo')).runDemo();
  });
  command('dev', 'the same for those who change it: what is saved is shown at once').action(async () => {
    await (await import('./demo')).runDev();
  });
  command('start', 'run database, poller and pages')
    .option('--no-poller', 'the pages alone; a poller runs elsewhere')
    .action(async (options: { poller: boolean }) => {
      await (await import('./start')).runStart(options);
    });
  command('poll', 'import the history and follow new builds').action(async () => {
    await (await import('./poll')).runPoll();
  });
  command('sync', 'one pass: import what is new, then end').action(async () => {
    await (await import('./sync')).runSync();
  });
  command('migrate', 'bring the database up to date').action(async () => {
    await (await import('./migrate')).runMigrate();
  });
  command('backup', 'write all that is stored into one file, while everything goes on')
    .argument('[file]', 'buildhours-<day>.zip if left out')
    .action(async (file?: string) => {
      await (await import('./backup')).runBackup(file);
    });
  command('restore', 'put such a file into a database that nothing was stored in yet')
    .argument('<file>')
    .action(async (file: string) => {
      await (await import('./backup')).runRestore(file);
    });
  command('doctor', 'check settings, CI server and database, and say what is wrong').action(async () => {
    await (await import('./doctor')).runDoctor();
  });
  command('mark', 'record an optimisation: what was done so that builds take less time')
    .requiredOption('--title <text>', 'what was done')
    .option('--at <when>', 'a day such as 2026-03-02, or an instant; now if left out')
    .option('--scope <scope...>', 'service:NAME, team:NAME, step:NAME or runner:NAME; everything if left out')
    .option('--hours <hours>', 'hours of work that it took')
    .option('--by <name>', 'who did it')
    .option('--note <text>', 'anything else, such as a link')
    .option('--json', 'for other programs')
    .action(async (options: MarkOptions) => {
      await (await import('./mark')).runMark(options);
    });
  const filtered = (name: string, description: string, options: ReadonlyArray<readonly [string, string]>) => {
    const one = command(name, description);
    for (const [flags, text] of options) one.option(flags, text);
    return one.option('--json', 'for other programs');
  };
  filtered('compare', 'two ranges or two filters side by side, with a verdict', [
    ['--range <range>', 'the side after: 4w, 7d, 2026-03-02..2026-03-29 and others'],
    ['--against <range>', 'the side before; the range just before if left out'],
    ...SERVICES,
    ['--step <name>', 'a step'],
    ['--branch <branch>', 'all, default or others'],
    ['--runner <machine>', 'a machine that ran the stages'],
    ['--against-service <name>', 'the service of the side before, where it is another one'],
    ['--against-branch <branch>', 'the kind of branch of the side before'],
    ['--against-runner <machine>', 'the machine of the side before'],
    ['--without <day>', 'a day that belongs to neither side'],
    ['--control <services>', 'with commas between them; suggested, or none'],
    ['--seed <number>', 'of the bootstrap'],
  ]).action(async (options: InsightOptions) => {
    await (await import('./insights')).runCompare(options);
  });
  filtered('changes', 'when waits, steps and caches changed', [
    ...SERVICES,
    ['--step <name>', 'a step'],
    ['--kind <kind>', 'wait, step or cache'],
    ['--direction <direction>', 'worse or better'],
    ['--state <state>', 'new, acknowledged or explained'],
    ['--since <day>', 'the first day; a year ago where it is left out'],
    ['--limit <count>', 'how many'],
  ]).action(async (options: InsightOptions) => {
    await (await import('./insights')).runChanges(options);
  });
  filtered('fix-first', 'what to fix first, by the hours that it would save', [
    ...SERVICES,
    ['--step <name>', 'a step'],
    ['--limit <count>', 'how many'],
  ]).action(async (options: InsightOptions) => {
    await (await import('./insights')).runFixFirst(options);
  });
  command('report', 'the weekly report as it was made')
    .option('--week <week>', 'such as 2026-W47, or next: the week so far; the last whole week if left out')
    .option('--team <name>', 'a team; the organisation if left out')
    .option('--revision <number>', 'which revision; the newest if left out')
    .option('--format <format>', 'md, json, html, txt or pdf; md if left out')
    .action(async (options: ReportOptions) => {
      await (await import('./report')).runReport(options);
    });
  command('explain-log', 'show what is understood of a log: Drone JSON or plain text, - for standard input')
    .argument('<file>')
    .option('--json', 'for other programs')
    .action(async (file: string, options: { json?: boolean }) => {
      await (await import('./explain-log')).runExplainLog(file, options);
    });
  command('explain-waiting', "replay one person's day, told by a JSON file, - for standard input")
    .argument('<file>')
    .option('--json', 'for other programs')
    .action(async (file: string, options: { json?: boolean }) => {
      await (await import('./explain-waiting')).runExplainWaiting(file, options);
    });
  const settings = command('settings', 'write all settings to a YAML file, or take them over from one');
  settings
    .command('export')
    .description('write them to a file')
    .argument('[file]', '- for standard output', '-')
    .action(async (file: string) => {
      await (await import('./settings')).runSettingsExport(file);
    });
  settings
    .command('import')
    .description('take over the sections that a file holds, - for standard input')
    .argument('<file>')
    .option('--dry-run', 'only say what it would change')
    .option('--confirm', 'a change of the time zone is meant: all figures are computed anew')
    .action(async (file: string, options: { dryRun?: boolean; confirm?: boolean }) => {
      await (await import('./settings')).runSettingsImport(file, options);
    });
  const servers = command('servers', 'the CI servers whose history is stored: list, move or remove them');
  servers
    .command('list')
    .description('show them with what is stored of each')
    .action(async () => {
      await (await import('./servers')).runServersList();
    });
  servers
    .command('move')
    .description('tell where a server is now; pollers find out by themselves when they can read it')
    .argument('<server>', 'its number or address')
    .argument('<address>')
    .action(async (server: string, address: string) => {
      await (await import('./servers')).runServersMove(server, address);
    });
  servers
    .command('remove')
    .description('delete a server with all that is stored of it')
    .argument('<server>', 'its number or address')
    .option('--confirm', 'it is meant: this cannot be undone')
    .action(async (server: string, options: { confirm?: boolean }) => {
      await (await import('./servers')).runServersRemove(server, options);
    });
  command('build', 'build the pages now, rather than at the first start').action(async () => {
    const { buildWeb } = await import('./build-web');
    await buildWeb(line => writeErrorText(`${line}\n`), new AbortController().signal);
  });
  return root;
}
