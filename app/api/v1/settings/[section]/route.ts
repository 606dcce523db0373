import { problemsAnswer } from '@/app/api/problems';
import { CATALOG_SECTIONS } from '@/lib/settings/catalog';
import { putSection } from '../put-section';

export const dynamic = 'force-dynamic';

/** Saves a section of the settings. */
export async function PUT(
  request: Request,
  { params }: { params: Promise<{ section: string }> },
): Promise<Response> {
  const { section: name } = await params;
  const section = CATALOG_SECTIONS.find(known => known === name);
  if (section !== undefined) return putSection(request, section);
  return problemsAnswer(404, [`there is no section "${name}"; there are ${CATALOG_SECTIONS.join(', ')}`]);
}
