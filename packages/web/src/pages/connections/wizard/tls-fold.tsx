import type { ReactElement } from 'react';
import type { Connection } from '@jackfield/control-plane/rest-types';
import { Fold } from '../../../parts/fold.tsx';
import { Notice } from '../../../parts/notice.tsx';
import { SecretAreaField } from '../../../parts/secret-area-field.tsx';
import { TextAreaField } from '../../../parts/text-field.tsx';
import { day } from '../../../parts/when.tsx';
import { needsClientKey, type ConnectionDraft } from '../connection-draft.ts';
import type { StepProps } from './endpoint-step.tsx';

/** The REST API's names of what stands in the fold. */
export const tlsFields = ['tls', 'tls.caCertificates', 'tls.clientCertificate', 'tls.clientKey'];

/** For servers with certificates of their own: whom Jackfield trusts, and how it shows who it is. */
export function TlsFold({
  draft,
  onChange,
  errors,
  saved,
}: StepProps & { saved: Connection | null }): ReactElement {
  const keyWanted = needsClientKey(draft, saved);
  const before = saved?.tls ?? null;
  const error = (field: string): string | undefined => errors.get(`tls.${field}`);
  return (
    <Fold
      title="TLS"
      heading="h2"
      summary={summary(draft)}
      openAtFirst={tlsFields.some((field) => errors.has(field))}
    >
      <div className="space-y-5">
        {errors.has('tls') && (
          <Notice tone="bad" title="Certificates can’t be used here">
            {errors.get('tls')}
          </Notice>
        )}
        <TextAreaField
          {...pemField}
          label="CA certificates"
          value={draft.caCertificates}
          onValue={(caCertificates) => onChange({ caCertificates })}
          error={error('caCertificates')}
          hint="Who may have signed the server’s certificate, in place of the public authorities. PEM; leave it empty for those."
        />
        <TextAreaField
          {...pemField}
          label="Client certificate"
          value={draft.clientCertificate}
          onValue={(clientCertificate) => onChange({ clientCertificate })}
          error={error('clientCertificate')}
          hint={
            before?.clientCertificateEndsAt
              ? `For servers that ask who connects. The saved one ends on ${day(before.clientCertificateEndsAt.slice(0, 10))}.`
              : 'For servers that ask who connects. PEM: the certificate first, then its chain.'
          }
        />
        {draft.clientCertificate.trim() !== '' && (
          <SecretAreaField
            {...pemField}
            label="Private key of the client certificate"
            required={keyWanted}
            value={draft.clientKey}
            onValue={(clientKey) => onChange({ clientKey })}
            error={error('clientKey')}
            hint={
              keyWanted
                ? 'PEM without a passphrase. Sealed when saved, never shown again.'
                : 'Leave empty to keep the one that is sealed.'
            }
          />
        )}
        {before?.hasClientKey && keyWanted && (
          <Notice tone="warn" title="Give the private key again">
            It was sealed for {URL.parse(saved?.url ?? '')?.host} and its own certificate only, so
            that it can’t be used elsewhere.
          </Notice>
        )}
      </div>
    </Fold>
  );
}

const pemField = {
  rows: 4,
  spellCheck: false,
  autoComplete: 'off',
  placeholder: '-----BEGIN …',
} as const;

function summary({ caCertificates, clientCertificate }: ConnectionDraft): string {
  const trusts =
    caCertificates.trim() === ''
      ? 'Public authorities are trusted'
      : 'Only your own authorities are trusted';
  const shows = clientCertificate.trim() === '' ? 'no client certificate' : 'a client certificate';
  return `${trusts}; ${shows} is shown to the server.`;
}
