import { MissingTeam } from '@/components/pages/missing/missing-team';

export default function NoSuchTeam() {
  return <MissingTeam />;
}
