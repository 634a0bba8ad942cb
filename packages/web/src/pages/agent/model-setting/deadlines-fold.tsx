import type { ReactElement } from 'react';
import type { ModelSetting } from '@jackfield/control-plane/rest-types';
import { seconds } from '../../../model/amounts.ts';
import { deadlineLabels } from '../../../model/setting-difference.ts';
import { defaultDeadlines, toDraft, type SettingDraft } from '../../../model/setting-draft.ts';
import { Fold } from '../../../parts/fold.tsx';
import { TextField } from '../../../parts/text-field.tsx';

type Deadline = keyof typeof defaultDeadlines;

const hints: Record<Deadline, string> = {
  connectMs: 'To reach the model’s server.',
  firstTokenMs: 'Until the first word is heard.',
  firstSentenceMs: 'Until a whole sentence could be spoken.',
  gapMs: 'Between two words in the middle of an answer.',
  totalMs: 'For everything, attempts and fallbacks included.',
};

interface DeadlinesFoldProps {
  readonly draft: SettingDraft;
  readonly base: ModelSetting;
  readonly errors: ReadonlyMap<string, string>;
  readonly nameOf: (id: string) => string;
  readonly onChange: (part: Partial<SettingDraft>) => void;
}

export function DeadlinesFold({
  draft,
  base,
  errors,
  nameOf,
  onChange,
}: DeadlinesFoldProps): ReactElement {
  const changed = JSON.stringify(toDraft(base).deadlines) !== JSON.stringify(draft.deadlines);
  return (
    <Fold title="Deadlines" summary={summary(draft, nameOf)} changed={changed}>
      <div className="grid gap-4 sm:grid-cols-2 2xl:grid-cols-3">
        {(Object.keys(defaultDeadlines) as Deadline[]).map((name) => (
          // The defaults' keys are the deadlines' names.
          <TextField
            key={name}
            label={deadlineLabels[name]}
            inputMode="decimal"
            placeholder={placeholder(name)}
            value={draft.deadlines[name]}
            onValue={(value) => onChange({ deadlines: { ...draft.deadlines, [name]: value } })}
            error={errors.get(`deadlines.${name}`)}
            hint={hints[name]}
            end={<span className="pr-2 text-sm text-muted">seconds</span>}
          />
        ))}
      </div>
    </Fold>
  );
}

function placeholder(name: Deadline): string {
  const ms = defaultDeadlines[name];
  return ms === null ? 'none' : `${ms / 1_000}, the default`;
}

function summary({ deadlines, fallbacks }: SettingDraft, nameOf: (id: string) => string): string {
  const typed = Number(deadlines.firstTokenMs.replace(',', '.'));
  const ms =
    deadlines.firstTokenMs !== '' && typed > 0
      ? typed * 1_000
      : (defaultDeadlines.firstTokenMs ?? 0);
  const first = fallbacks[0];
  const then = first ? `${nameOf(first.model)} takes over` : 'the turn fails';
  return `If nothing is heard after ${seconds(ms)}, ${then}.`;
}
