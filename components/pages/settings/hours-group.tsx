'use client';

import { type FieldProblem, problemAt, problemInLines } from './field-problem';
import type { GroupDraft, HoursDraft } from './hours-draft';
import { KNOWN_PEOPLE_LIST } from './known-people-list';
import { LinesField } from './lines-field';
import { linesOf } from './lines-of';
import rows from './rows.module.css';
import { TextField } from './text-field';
import { TIME_ZONE_LIST } from './time-zone-list';
import { WorkdaysField } from './workdays-field';

interface HoursGroupProps {
  kind: 'teams' | 'people';
  group: GroupDraft;
  number: number;
  everybody: HoursDraft;
  serverTimeZone: string;
  problems: readonly FieldProblem[];
  onChange: (part: Partial<GroupDraft>) => void;
  onRemove: () => void;
}

/** One group or person, and which of everybody's hours are others for it; empty fields are the same. */
export function HoursGroup(props: HoursGroupProps) {
  const { kind, group, number, everybody, serverTimeZone, problems, onChange, onRemove } = props;
  const name = group.name.trim();
  const within = `${kind === 'teams' ? 'Group' : 'Person'} ${name === '' ? number : name}`;
  const problem = (field: string) => problemAt(problems, kind, name, field);
  return (
    <li className={rows.group}>
      <div className={rows.groupHead}>
        <TextField
          label={kind === 'teams' ? 'Group' : 'Person'}
          within={String(number)}
          value={group.name}
          onChange={changed => onChange({ name: changed })}
          problem={problemAt(problems, kind, group.id) ?? problemAt(problems, kind, name)}
          {...(kind === 'people' && { list: KNOWN_PEOPLE_LIST })}
        />
        <button type="button" className={rows.remove} aria-label={`Remove ${within}`} onClick={onRemove}>
          Remove
        </button>
      </div>
      {group.members !== null && (
        <div className={rows.narrow}>
          <LinesField
            label="Members, one login a line"
            within={within}
            value={group.members}
            onChange={members => onChange({ members })}
            problem={problemInLines(problems, linesOf(group.members), kind, name, 'members')}
          />
        </div>
      )}
      <div className={rows.fields}>
        <TextField
          label="Time zone"
          within={within}
          value={group.timeZone}
          onChange={timeZone => onChange({ timeZone })}
          placeholder={everybody.timeZone.trim() || serverTimeZone}
          list={TIME_ZONE_LIST}
          problem={problem('timeZone')}
        />
        <TextField
          label="From"
          within={within}
          value={group.from}
          onChange={from => onChange({ from })}
          placeholder={everybody.from}
          isShort
          problem={problem('from')}
        />
        <TextField
          label="Until"
          within={within}
          value={group.until}
          onChange={until => onChange({ until })}
          placeholder={everybody.until}
          isShort
          problem={problem('until')}
        />
      </div>
      <div>
        <label className={rows.check}>
          <input
            type="checkbox"
            checked={group.workdays !== null}
            onChange={event =>
              onChange({ workdays: event.currentTarget.checked ? everybody.workdays : null })
            }
          />
          Other working days
        </label>
        {group.workdays !== null && (
          <WorkdaysField
            label="Working days"
            within={within}
            value={group.workdays}
            onChange={workdays => onChange({ workdays })}
            problem={problem('workdays')}
          />
        )}
      </div>
    </li>
  );
}
