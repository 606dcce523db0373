import { problemsAnswer } from '@/app/api/problems';
import { SETTINGS_SECTIONS } from '@/lib/settings/settings';
import { putSection } from '../put-section';

export const dynamic = 'force-dynamic';

/** Saves a section of the settings. */
export async function PUT(
  request: Request,
  { params }: { params: Promise<{ section: string }> },
): Promise<Response> {
  const { section: name } = await params;
  const section = SETTINGS_SECTIONS.find(known => known === name);
  if (section !== undefined) return putSection(request, section);
  return problemsAnswer(404, [`there is no section "${name}"; there are ${SETTINGS_SECTIONS.join(', ')}`]);
}
