import type { BuildDetail } from '@/lib/builds/query';
import chart from '../chart.module.css';
import type { BarStyle } from './lay-out-waterfall';
import classes from './waterfall-bars.module.css';

/** What the bars and signs mean; only those that this build has. */
export function WaterfallLegend({ build }: { build: BuildDetail }) {
  const steps = build.stages.flatMap(stage => stage.steps);
  const has = (...statuses: BuildDetail['status'][]) => steps.some(step => statuses.includes(step.status));
  const entries: Array<[look: BarStyle | 'muted' | 'path' | 'usual', label: string, isThere: boolean]> = [
    ['queue', 'in the queue', true],
    ['waits-for-stages', 'waits for other stages', build.stages.some(stage => stage.dependsOn.length > 0)],
    ['pull', 'pulls an image', steps.some(step => step.inside.spans.some(span => span.kind === 'pull'))],
    ['run', 'runs', has('success')],
    ['running', 'running now', has('running')],
    ['failed', 'failed', has('failure', 'error')],
    ['cancelled', 'cancelled', has('killed')],
    ['muted', 'runs beside the others', steps.some(step => step.detached === true)],
    [
      'cached',
      'cached layer',
      steps.some(step => step.inside.spans.some(span => span.kind !== 'pull' && span.cache === 'hit')),
    ],
    [
      'missed',
      'layer that was not cached',
      steps.some(step => step.inside.spans.some(span => span.kind !== 'pull' && span.cache === 'miss')),
    ],
    ['path', 'critical path: what the build waited for', build.path !== null],
    ['usual', 'usual end, p50 to p90', steps.some(step => step.usual.p50Ms !== null)],
  ];
  return (
    <div className={chart.legend}>
      {entries.map(
        ([look, label, isThere]) =>
          isThere && (
            <span key={look} className={chart.entry}>
              <LegendSign look={look} />
              {label}
            </span>
          ),
      )}
    </div>
  );
}

function LegendSign({ look }: { look: BarStyle | 'muted' | 'path' | 'usual' }) {
  if (look === 'path') return <span className={classes.pathSign} />;
  return (
    <svg width="18" height="12" aria-hidden="true" data-muted={look === 'muted'}>
      {look === 'usual' ? (
        <>
          <line x1="3" x2="15" y1="6" y2="6" className={classes.usual} />
          <line x1="3" x2="3" y1="2" y2="10" className={classes.typical} />
          <line x1="15" x2="15" y1="3" y2="9" className={classes.usual} />
        </>
      ) : (
        <rect
          x="1"
          y="1"
          width="16"
          height="10"
          className={classes.bar}
          data-look={look === 'muted' ? 'run' : look}
        />
      )}
    </svg>
  );
}
