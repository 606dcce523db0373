import { MissingTeam } from '@/components/missing/missing-team';

export default function NoSuchTeam() {
  return <MissingTeam />;
}
