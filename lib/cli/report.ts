import { writeFileSync } from 'node:fs';
import { askReport } from '@/lib/reports/asked-report';
import { renderReport } from '@/lib/reports/render/render-report';
import { NoReportError, reportSearchSchema } from '@/lib/reports/store/stored-report';
import { addWeeks, UnknownWeekError, weekOfDay } from '@/lib/time/weeks';
import { localDay } from '@/lib/time/zones';
import { askDatabase } from './ask-database';
import { MisuseError } from './explain-error';

/** Options as commander gives them: what was left out is not there. */
export interface ReportOptions {
  week?: string;
  team?: string;
  revision?: string;
  format?: string;
}

/** `buildhours report`: the stored report of a week, the last whole one where none is named. @throws MisuseError */
export async function runReport({ week, format = 'md', ...options }: ReportOptions): Promise<void> {
  const parsed = reportSearchSchema.safeParse({ ...options, format });
  if (!parsed.success)
    throw new MisuseError(
      parsed.error.issues.map(({ path, message }) => `--${String(path[0] ?? '')} ${message}`).join('\n'),
    );
  const { team, revision, format: wanted } = parsed.data;
  const content = await askDatabase(async (context, env) => {
    const { settings } = await context.source.open();
    const today = localDay(context.now, settings.hours.timeZone ?? context.timeZone);
    try {
      const asked = week ?? addWeeks(weekOfDay(today), -1);
      const report = await askReport(context, { week: asked, team, revision });
      if (wanted === 'json') return Buffer.from(`${JSON.stringify(report)}\n`);
      return await renderReport(wanted, report.document, { publicUrl: env.publicUrl });
    } catch (error) {
      if (error instanceof NoReportError || error instanceof UnknownWeekError)
        throw new MisuseError(error.message);
      throw error;
    }
  });
  writeFileSync(process.stdout.fd, content);
}
