import { TeamNotFound } from '@/components/pages/not-found/team-not-found';

export default function NoSuchTeam() {
  return <TeamNotFound />;
}
