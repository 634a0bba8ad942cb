import type { ReactElement } from 'react';
import type { NewWebhook } from '@jackfield/control-plane/rest-types';
import { CheckboxGroupField } from '../../parts/checkbox-group-field.tsx';
import { TextField } from '../../parts/text-field.tsx';
import { eventChoices } from './event-words.ts';

/** The fields that problems of the server are shown at. */
export const webhookFields = ['name', 'url', 'events'] as const;

/** A name, a URL, and what to tell of: alike for a webhook in the making and one that is there. */
export function WebhookFields({
  draft,
  onDraft,
  problems,
}: {
  draft: NewWebhook;
  onDraft: (draft: NewWebhook) => void;
  problems: ReadonlyMap<string, string>;
}): ReactElement {
  return (
    <>
      <TextField
        label="Name"
        required
        placeholder="On-call pager"
        value={draft.name}
        onValue={(name) => onDraft({ ...draft, name })}
        error={problems.get('name')}
      />
      <TextField
        label="URL"
        required
        mono
        inputMode="url"
        autoComplete="off"
        spellCheck={false}
        placeholder="https://hooks.example.com/jackfield"
        value={draft.url}
        onValue={(url) => onDraft({ ...draft, url })}
        error={problems.get('url')}
        hint="A private address has to be allowed first, under Connections."
      />
      <CheckboxGroupField
        label="Tell it when"
        values={draft.events}
        onValues={(events) => onDraft({ ...draft, events })}
        choices={eventChoices}
        error={problems.get('events')}
      />
    </>
  );
}
