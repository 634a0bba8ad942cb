import type { ReactElement } from 'react';
import type { ModelSetting } from '@jackfield/control-plane/rest-types';
import { seconds } from '../../../model/amounts.ts';
import { deadlineLabels } from '../../../model/setting-difference.ts';
import { defaultDeadlines, toDraft, type SettingDraft } from '../../../model/setting-draft.ts';
import { Fold } from '../../../parts/fold.tsx';
import { TextField } from '../../../parts/text-field.tsx';

type Deadline = keyof typeof defaultDeadlines;

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
      <p className="mb-4 text-sm text-muted">
        In streamed turns each attempt has its own; an answer that is asked for whole has only the
        connect and the whole turn deadline.
      </p>
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
            hint={meaning(name, draft, nameOf)}
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

/** What a deadline does in this draft: who takes over, or that the turn ends. */
function meaning(name: Deadline, draft: SettingDraft, nameOf: (id: string) => string): string {
  const ms = deadlineMs(name, draft);
  const [first] = draft.fallbacks;
  const ends = 'the turn ends with an error';
  const then = first ? `${nameOf(first.model)} takes over` : ends;
  const { commitPoint, continueAfterCut } = draft.failover;
  switch (name) {
    case 'connectMs':
      return `If its server can’t be reached within ${seconds(ms ?? 0)}, ${then}.`;
    case 'firstTokenMs':
      return `If nothing is heard after ${seconds(ms ?? 0)}, ${then}.`;
    case 'firstSentenceMs':
      if (ms === null) return 'No limit of its own for a sentence that could be spoken.';
      return `If no whole sentence is there after ${seconds(ms)}, ${commitPoint === 'first_sentence' ? then : ends}.`;
    case 'gapMs':
      return first && continueAfterCut
        ? `If it falls silent for ${seconds(ms ?? 0)} in mid-answer, a fallback that can goes on, or ${ends}.`
        : `If it falls silent for ${seconds(ms ?? 0)} in mid-answer, ${ends}.`;
    case 'totalMs':
      return `After ${seconds(ms ?? 0)} ${ends}, whoever is answering.`;
  }
}

/** What was typed if it can be read, else the default. */
function deadlineMs(name: Deadline, { deadlines }: SettingDraft): number | null {
  const typed = Number(deadlines[name].trim().replace(',', '.'));
  return typed > 0 ? typed * 1_000 : defaultDeadlines[name];
}

function summary(draft: SettingDraft, nameOf: (id: string) => string): string {
  return meaning('firstTokenMs', draft, nameOf);
}
