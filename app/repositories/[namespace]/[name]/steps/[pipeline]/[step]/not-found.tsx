import { MissingStep } from '@/components/pages/missing/missing-step';

export default function NoSuchStep() {
  return <MissingStep />;
}
