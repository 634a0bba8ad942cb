import type { ReactElement } from 'react';
import { Button } from '../../../parts/button.tsx';
import { SelectField } from '../../../parts/select-field.tsx';
import { TextAreaField, TextField } from '../../../parts/text-field.tsx';
import { assertionKinds } from './assertion-words.ts';
import type { AssertionDraft } from './case-draft.ts';

const textLabels = {
  contains: 'Text',
  not_contains: 'Text',
  regex: 'Pattern (RE2)',
  tool_called: 'Tool',
} as const;

/** One thing that a good answer does. */
export function AssertionField({
  number,
  value,
  error,
  onValue,
  onRemove,
}: {
  number: number;
  value: AssertionDraft;
  error: string | undefined;
  onValue: (value: AssertionDraft) => void;
  onRemove: () => void;
}): ReactElement {
  const { kind, text, json, ignoreCase } = value;
  return (
    <div
      role="group"
      aria-label={`Assertion ${number}`}
      className="space-y-3 rounded-md border border-line p-3"
    >
      <div className="flex items-end gap-2">
        <div className="min-w-0 flex-1">
          <SelectField
            label="The answer"
            value={kind}
            onValue={(next) => onValue({ ...value, kind: next })}
            choices={assertionKinds}
          />
        </div>
        <Button kind="quiet" aria-label={`Remove assertion ${number}`} onClick={onRemove}>
          Remove
        </Button>
      </div>
      {kind === 'judge' ? (
        <TextAreaField
          label="Rubric"
          required
          rows={3}
          value={text}
          onValue={(next) => onValue({ ...value, text: next })}
          hint="What a good answer is, for a model that scores it from 0 to 1. It passes from 0.7 on."
        />
      ) : kind === 'json_schema' ? null : (
        <TextField
          label={textLabels[kind]}
          required
          value={text}
          onValue={(next) => onValue({ ...value, text: next })}
        />
      )}
      {(kind === 'json_schema' || kind === 'tool_called') && (
        <TextAreaField
          label={kind === 'json_schema' ? 'JSON Schema' : 'Arguments it must hold, as JSON'}
          rows={3}
          spellCheck={false}
          value={json}
          onValue={(next) => onValue({ ...value, json: next })}
          error={error}
          hint={kind === 'tool_called' ? 'May be left empty: then any will do.' : undefined}
        />
      )}
      {(kind === 'contains' || kind === 'not_contains' || kind === 'regex') && (
        <label className="flex items-center gap-2 text-sm">
          <input
            type="checkbox"
            className="size-4 accent-plug"
            checked={ignoreCase}
            onChange={({ target }) => onValue({ ...value, ignoreCase: target.checked })}
          />
          Upper and lower case are alike
        </label>
      )}
    </div>
  );
}
