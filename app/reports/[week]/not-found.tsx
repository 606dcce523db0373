import { ReportNotFound } from '@/components/pages/not-found/report-not-found';

export default function NoSuchReport() {
  return <ReportNotFound />;
}
