import classes from './skip-link.module.css';

/** Where skip links lead. */
export const SKIP_TARGETS = { figures: 'figures', services: 'services-worst-first' } as const;

interface SkipLinkProps {
  to: keyof typeof SKIP_TARGETS;
  children: string;
}

/** A way past what stands before something; it is seen while it has the focus. */
export function SkipLink({ to, children }: SkipLinkProps) {
  return (
    <a href={`#${SKIP_TARGETS[to]}`} className={classes.skip}>
      {children}
    </a>
  );
}
