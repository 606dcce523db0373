import { pageLinks } from '@/lib/page-links';
import { addDays } from '@/lib/time/days';
import type { ReportFigures } from './report-figures';

/** Links of a report to the pages that show its figures, pinned to its days. */
export class ReportLinks {
  private readonly range: string;

  constructor(private readonly figures: Pick<ReportFigures, 'week' | 'days' | 'team' | 'isOver'>) {
    const { from, until } = figures.days;
    this.range = `${from}..${addDays(until, -1)}`;
  }

  report(): string {
    const { week, isOver } = this.figures;
    return this.withTeam(`/reports/${isOver ? week : 'next'}`, {});
  }

  /** The Overview, of a team its own. */
  overview(): string {
    const { team } = this.figures;
    return withSearch(team === null ? '/' : pageLinks.team(team), { range: this.range });
  }

  /** The services with their hours lost; a team's own. */
  services(): string {
    return this.withTeam('/services', { range: this.range });
  }

  /** The steps, with the hit rates of all caches. */
  caches(): string {
    return this.withTeam('/steps', { range: this.range });
  }

  failedBuilds(): string {
    return this.withTeam('/builds', { range: this.range, status: 'failed' });
  }

  change(id: string): string {
    return this.withTeam('/changes', { open: id });
  }

  /** All changes; the page has those of a year. */
  changes(): string {
    return this.withTeam('/changes', {});
  }

  optimisation(id: number): string {
    return pageLinks.optimisation(id);
  }

  /** A step in the weeks that a finding is of. */
  step({ repository, pipeline, step }: StepPlace, { from, until }: { from: string; until: string }): string {
    return withSearch(pageLinks.step(repository, pipeline, step), {
      range: `${from}..${addDays(until, -1)}`,
    });
  }

  fixFirst(): string {
    return this.withTeam('/fix-first', {});
  }

  build(repository: string, number: number): string {
    return pageLinks.build(repository, number);
  }

  /** Which builds count, and why the others do not; of a team, all of its builds, since the settings are everybody's. */
  leftOut(): string {
    const { team } = this.figures;
    if (team === null) return withSearch('/settings/people', { range: this.range });
    return this.withTeam('/builds', { range: this.range, event: 'all' });
  }

  private withTeam(path: string, search: Readonly<Record<string, string>>): string {
    const { team } = this.figures;
    return withSearch(path, { ...search, ...(team === null ? {} : { team }) });
  }
}

interface StepPlace {
  repository: string;
  pipeline: string;
  step: string;
}

function withSearch(path: string, search: Readonly<Record<string, string>>): string {
  const text = new URLSearchParams(search).toString();
  return text === '' ? path : `${path}?${text}`;
}
