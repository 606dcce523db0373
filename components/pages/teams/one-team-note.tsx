import Link from 'next/link';
import classes from '@/components/ui/panel.module.css';

/** How teams come about, where all services have the same one. */
export function OneTeamNote({ team }: { team: string }) {
  return (
    <p className={classes.message}>
      Every service that built belongs to {team}. A service is given to a team by a rule, and without one to
      the namespace of its repository. To tell teams apart, write rules in the settings, under{' '}
      <Link href="/settings/services" prefetch={false}>
        services and teams
      </Link>
      ; they hold for the past as well.
    </p>
  );
}
