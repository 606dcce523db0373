import { z } from 'zod';
import { answering } from '@/app/api/answering';
import { readJson } from '@/app/api/read-body';
import { metricContext } from '@/app/metric-context';
import { alertMarkSchema, NoAlertError } from '@/lib/reports/alerts/alert';
import { markAlert } from '@/lib/reports/alerts/stored-alerts';

export const dynamic = 'force-dynamic';

interface Place {
  params: Promise<{ id: string }>;
}

/** Keeps what somebody says of one. */
export function PUT(request: Request, { params }: Place): Promise<Response> {
  return answering(async () => {
    const { id } = await params;
    const mark = await readJson(request, alertMarkSchema);
    if (!z.uuid().safeParse(id).success) throw new NoAlertError(id);
    return Response.json(await markAlert(metricContext(), id, mark));
  });
}
