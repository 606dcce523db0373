/** Hatching, so that failed and cancelled are told by more than their colour. */
export function WaterfallPatterns() {
  return (
    <svg width="0" height="0" style={{ position: 'absolute' }} aria-hidden="true">
      <defs>
        <Hatching id="hatch-failed" color="var(--cause-failed)" turn={45} />
        <Hatching id="hatch-cancelled" color="var(--cause-cancelled)" turn={-45} />
      </defs>
    </svg>
  );
}

function Hatching({ id, color, turn }: { id: string; color: string; turn: number }) {
  return (
    <pattern id={id} width="6" height="6" patternUnits="userSpaceOnUse" patternTransform={`rotate(${turn})`}>
      <rect width="6" height="6" style={{ fill: color }} />
      <rect width="1.8" height="6" style={{ fill: 'var(--surface)' }} />
    </pattern>
  );
}
