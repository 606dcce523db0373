import { MissingStep } from '@/components/missing/missing-step';

export default function NoSuchStep() {
  return <MissingStep />;
}
