import Link from 'next/link';
import { ForRole } from '@/components/layout/access';
import classes from '@/components/ui/panel.module.css';

/** How teams come about, where all services have the same one. */
export function OneTeamNote({ team }: { team: string }) {
  return (
    <p className={classes.message}>
      Every service that built belongs to {team}. A service is given to a team by a rule, and without one to
      the namespace of its repository. To tell teams apart, write rules in the settings, under{' '}
      <ForRole takes="editor" isOfAll otherwise="services and teams">
        <Link href="/settings/services" prefetch={false}>
          services and teams
        </Link>
      </ForRole>
      ; they hold for the past as well.
    </p>
  );
}
