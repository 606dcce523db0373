'use client';

import { useQueryClient, useSuspenseQuery } from '@tanstack/react-query';
import { type SaveForm, useSaveForm } from '@/components/ui/form/use-save-form';
import { saveSection, settingsQuery } from '@/lib/settings/query';
import type { SectionCodec, SectionName, SectionState, SectionValue } from './section';

export type SectionForm<Name extends SectionName, Draft> = SaveForm<SectionState<Name>, Draft>;

/**
 * A section of the settings while somebody edits it.
 *
 * @param needsConfirmation whether saving the second in place of the first needs a yes; the server asks as well
 */
export function useSectionForm<Name extends SectionName, Draft extends Record<string, unknown>>(
  name: Name,
  { toDraft, fromDraft, toDraftProblem }: SectionCodec<Name, Draft>,
  needsConfirmation?: (stored: SectionValue<Name>, value: SectionValue<Name>) => boolean,
): SectionForm<Name, Draft> {
  const client = useQueryClient();
  const { data } = useSuspenseQuery(settingsQuery());
  return useSaveForm<SectionState<Name>, Draft>({
    stored: data.sections[name],
    toValues: section => toDraft(section.value),
    save: async (draft, base, isConfirmed) => {
      const { value, problems } = fromDraft(draft);
      if (problems.length > 0) return { kind: 'refused', message: '', problems };
      if (!isConfirmed && needsConfirmation?.(base.value, value)) return { kind: 'unconfirmed', message: '' };
      const answer = await saveSection(name, { value, revision: base.revision, confirm: isConfirmed });
      // Every figure may have changed, and how far hours lost are recomputed.
      if (answer.kind === 'accepted') {
        void client.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'settings' });
        const { revision } = answer.answer;
        // What could not be understood cannot be stored again.
        return {
          kind: 'accepted',
          isMine: now => base.problem === null && now.revision === revision,
        };
      }
      if (answer.kind !== 'refused' || toDraftProblem === undefined) return answer;
      return { ...answer, problems: answer.problems.map(problem => toDraftProblem(problem, draft)) };
    },
    readAgain: async () => {
      await client.invalidateQueries({ queryKey: settingsQuery().queryKey });
      return (await client.ensureQueryData(settingsQuery())).sections[name];
    },
  });
}
