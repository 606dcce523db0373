import { ServiceNotFound } from '@/components/pages/not-found/service-not-found';

export default function NoSuchService() {
  return <ServiceNotFound />;
}
