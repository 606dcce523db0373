import { StepNotFound } from '@/components/pages/not-found/step-not-found';

export default function NoSuchStep() {
  return <StepNotFound />;
}
