import type { ReactElement } from 'react';
import type { ModelSetting } from '@jackfield/control-plane/rest-types';
import { useModels } from '../../../api/models.ts';
import { seconds } from '../../../model/amounts.ts';
import { readyFallbacks } from '../../../model/ready-fallbacks.ts';
import { deadlineLabels } from '../../../model/setting-difference.ts';
import {
  defaultDeadlines,
  readDraft,
  toDraft,
  type SettingDraft,
} from '../../../model/setting-draft.ts';
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
  const models = useModels();
  const [first] = readyFallbacks(draft.fallbacks, (id) =>
    models.data?.find((model) => model.id === id),
  );
  const next = first === undefined ? null : nameOf(first.model);
  const { deadlines } = readDraft(draft).setting;
  const means = (name: Deadline): string =>
    meaning(name, deadlines[name] ?? defaultDeadlines[name], draft.failover, next);
  const changed = JSON.stringify(toDraft(base).deadlines) !== JSON.stringify(draft.deadlines);
  return (
    <Fold title="Deadlines" summary={means('firstTokenMs')} changed={changed}>
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
            hint={means(name)}
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

/** What a deadline, as it was read, does in this draft: who takes over, or that the turn ends. */
function meaning(
  name: Deadline,
  ms: number | null,
  { commitPoint, continueAfterCut }: SettingDraft['failover'],
  next: string | null,
): string {
  const ends = 'the turn ends with an error';
  const then = next === null ? ends : `${next} takes over`;
  switch (name) {
    case 'connectMs':
      return `If its server can’t be reached within ${seconds(ms ?? 0)}, ${then}.`;
    case 'firstTokenMs':
      return `If nothing is heard after ${seconds(ms ?? 0)}, ${then}.`;
    case 'firstSentenceMs':
      if (ms === null) return 'No limit of its own for a sentence that could be spoken.';
      return `If no whole sentence is there after ${seconds(ms)}, ${commitPoint === 'first_sentence' ? then : ends}.`;
    case 'gapMs':
      return next !== null && continueAfterCut
        ? `If it falls silent for ${seconds(ms ?? 0)} in mid-answer, a fallback that can goes on, or ${ends}.`
        : `If it falls silent for ${seconds(ms ?? 0)} in mid-answer, ${ends}.`;
    case 'totalMs':
      return `After ${seconds(ms ?? 0)} ${ends}, whoever is answering.`;
  }
}
