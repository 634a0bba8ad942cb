import type { ReactElement } from 'react';
import type { Connection } from '@jackfield/control-plane/rest-types';
import { Notice } from '../../../parts/notice.tsx';
import { RadioField } from '../../../parts/radio-field.tsx';
import { SecretField } from '../../../parts/secret-field.tsx';
import { needsCredential } from '../connection-draft.ts';
import type { StepProps } from './endpoint-step.tsx';
import { TlsFold } from './tls-fold.tsx';

const methods = [
  { value: 'bearer', label: 'Bearer token', hint: 'Authorization: Bearer …' },
  { value: 'x-api-key', label: 'API key', hint: 'x-api-key: …' },
  { value: 'none', label: 'None', hint: 'Nothing is sent' },
] as const;

/** The second step: by what it lets Jackfield in. */
export function AuthStep({
  draft,
  onChange,
  errors,
  saved,
}: StepProps & { saved: Connection | null }): ReactElement {
  const fresh = needsCredential(draft, saved);
  return (
    <>
      <RadioField
        label="Authorisation"
        value={draft.method}
        onValue={(method) => onChange({ method })}
        choices={methods}
      />
      {draft.method !== 'none' && (
        <SecretField
          label="Credential"
          required={fresh}
          value={draft.credential}
          onValue={(credential) => onChange({ credential })}
          error={errors.get('auth.credential') ?? errors.get('auth')}
          hint={
            fresh
              ? 'Sealed when saved, never shown again.'
              : 'Leave empty to keep the one that is sealed.'
          }
        />
      )}
      {saved?.auth.hasCredential && fresh && (
        <Notice tone="warn" title="Give the credential again">
          It was sealed for {URL.parse(saved.url)?.host ?? saved.url} and this method only, so that
          it can’t be sent elsewhere.
        </Notice>
      )}
      <TlsFold draft={draft} onChange={onChange} errors={errors} saved={saved} />
    </>
  );
}
