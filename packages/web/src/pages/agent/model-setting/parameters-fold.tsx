import { useId, type ReactElement } from 'react';
import type { Model, ModelSetting } from '@jackfield/control-plane/rest-types';
import { count } from '../../../model/amounts.ts';
import { parameterLabels } from '../../../model/capability-difference.ts';
import {
  parameterRanges,
  readDraft,
  toDraft,
  type NumericParameter,
  type SettingDraft,
} from '../../../model/setting-draft.ts';
import { Button } from '../../../parts/button.tsx';
import { Fold } from '../../../parts/fold.tsx';
import { TextField } from '../../../parts/text-field.tsx';

interface ParametersFoldProps {
  readonly draft: SettingDraft;
  readonly base: ModelSetting;
  readonly errors: ReadonlyMap<string, string>;
  readonly model: Model | null;
  readonly onChange: (part: Partial<SettingDraft>) => void;
}

const hints: Record<NumericParameter, string> = {
  temperature: '0 is steady, 2 is wild.',
  top_p: 'The share of likely words considered. Change this or temperature, not both.',
  frequency_penalty: 'Above 0 it repeats words less.',
  presence_penalty: 'Above 0 it moves on to new subjects sooner.',
  max_tokens: 'Where an answer is cut off. Short answers suit phones.',
};

export function ParametersFold({
  draft,
  base,
  errors,
  model,
  onChange,
}: ParametersFoldProps): ReactElement {
  const before = toDraft(base);
  const changed =
    JSON.stringify([before.parameters, before.stop]) !==
    JSON.stringify([draft.parameters, draft.stop]);
  const refused = new Set<string>(model?.capabilities.refusedParameters);
  return (
    <Fold title="Parameters" summary={summary(draft)} changed={changed}>
      <div className="@container">
        <div className="grid gap-4 @md:grid-cols-2 @4xl:grid-cols-3">
          {(Object.keys(parameterRanges) as NumericParameter[]).map((name) => (
            // The ranges' keys are the numeric parameters' names.
            <TextField
              key={name}
              label={parameterLabels[name]}
              inputMode="decimal"
              placeholder="model’s default"
              value={draft.parameters[name]}
              onValue={(value) => onChange({ parameters: { ...draft.parameters, [name]: value } })}
              error={errors.get(`parameters.${name}`)}
              hint={
                refused.has(name)
                  ? `${model?.name ?? 'This model'} does not take it: it is left out.`
                  : hints[name]
              }
            />
          ))}
        </div>
      </div>
      <StopSequences
        stop={draft.stop}
        error={errors.get('parameters.stop')}
        onChange={(stop) => onChange({ stop })}
      />
    </Fold>
  );
}

function StopSequences({
  stop,
  error,
  onChange,
}: {
  stop: readonly string[];
  error: string | undefined;
  onChange: (stop: string[]) => void;
}): ReactElement {
  const id = useId();
  return (
    <fieldset className="mt-4">
      <legend className="text-sm font-medium">Stop sequences</legend>
      <p id={id} className="mb-2 text-sm text-muted">
        The answer ends before any of these, at most four.
      </p>
      <div className="flex flex-wrap items-end gap-2">
        {stop.map((text, index) => (
          // oxlint-disable-next-line react/no-array-index-key -- A stop sequence is its place: its text changes as it is typed.
          <div key={index} className="flex items-center gap-1">
            <input
              aria-label={`Stop sequence ${index + 1}`}
              aria-describedby={id}
              value={text}
              onChange={(event) => onChange(stop.with(index, event.target.value))}
              className="control w-36 font-mono text-sm"
            />
            <Button
              small
              kind="quiet"
              aria-label={`Remove stop sequence ${index + 1}`}
              onClick={() => onChange(stop.toSpliced(index, 1))}
            >
              Remove
            </Button>
          </div>
        ))}
        {stop.length < 4 && (
          <Button small className="my-1" onClick={() => onChange([...stop, ''])}>
            Add a stop sequence
          </Button>
        )}
      </div>
      {error !== undefined && <p className="mt-1 text-sm font-medium text-bad-ink">{error}</p>}
    </fieldset>
  );
}

/** Of what was read, not of what was typed: so that a number which is read otherwise is seen before Save. */
function summary(draft: SettingDraft): string {
  const { parameters } = readDraft(draft).setting;
  const set = (Object.keys(parameterRanges) as NumericParameter[])
    // The ranges' keys are the numeric parameters' names.
    .filter((name) => draft.parameters[name].trim() !== '')
    .map((name) => {
      const [value, label] = [parameters[name], parameterLabels[name].toLowerCase()];
      if (value === undefined) return `${label} can’t be read`;
      return name === 'max_tokens' ? `at most ${count(value)} tokens` : `${label} ${value}`;
    });
  const stops = draft.stop.filter(Boolean).length;
  if (stops > 0) set.push(stops === 1 ? 'one stop sequence' : `${stops} stop sequences`);
  if (set.length === 0) return 'All left to the model, or to what the caller sends.';
  const words = set.join(', ');
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}. What the caller sends wins.`;
}
