import type { ReactElement } from 'react';
import type { Connection } from '@jackfield/control-plane/rest-types';
import { SwitchField } from '../../../parts/switch-field.tsx';
import { TextField } from '../../../parts/text-field.tsx';
import type { ConnectionDraft } from '../connection-draft.ts';
import { ProjectChoice } from './project-choice.tsx';

export interface StepProps {
  readonly draft: ConnectionDraft;
  readonly onChange: (part: Partial<ConnectionDraft>) => void;
  /** What is wrong, by the field's name in the REST API. */
  readonly errors: ReadonlyMap<string, string>;
}

/** The first step: what is connected, and for whom. */
export function EndpointStep({
  draft,
  onChange,
  errors,
  saved,
}: StepProps & { saved: Connection | null }): ReactElement {
  return (
    <>
      <TextField
        label="Name"
        required
        placeholder="Support model, staging"
        value={draft.name}
        onValue={(name) => onChange({ name })}
        error={errors.get('name')}
        hint="What the dropdown shows."
      />
      <TextField
        label="URL"
        name="url"
        required
        mono
        inputMode="url"
        spellCheck={false}
        placeholder="https://llm.example.com/v1"
        value={draft.url}
        onValue={(url) => onChange({ url })}
        error={errors.get('url')}
        hint="With or without /chat/completions at its end."
      />
      <TextField
        label="Model ID"
        required
        mono
        spellCheck={false}
        placeholder="support-7b"
        value={draft.modelId}
        onValue={(modelId) => onChange({ modelId })}
        error={errors.get('modelId')}
        hint="Sent as “model” in every request."
      />
      <SwitchField
        label="Streaming"
        checked={draft.streaming}
        onChange={(streaming) => onChange({ streaming })}
        hint={
          draft.streaming
            ? 'The endpoint sends its answer as it comes.'
            : 'The endpoint sends whole answers; callers that ask for a stream still get one.'
        }
      />
      <ProjectChoice draft={draft} onChange={onChange} errors={errors} saved={saved} />
    </>
  );
}
