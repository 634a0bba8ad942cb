import { Secret } from '@jackfield/gateway-config';
import { ProblemError } from '../../problem-error.ts';
import type { FieldError } from '../../problem-error.ts';
import { endpointUrl } from '../connections/endpoint-url.ts';
import { refuseField } from '../refuse-field.ts';
import { regionPattern } from './provider-definitions.ts';
import type { ProviderDefinition, ProviderValues } from './provider-definitions.ts';

export interface CheckedCredentials {
  readonly plain: Readonly<Record<string, string>>;
  readonly secrets: ProviderValues;
}

/**
 * What was given for a provider, sorted into what may be shown and what may not.
 *
 * @throws ProblemError 422 that names the fields which are unknown, malformed or missing.
 */
export function checkCredentials(
  definition: ProviderDefinition,
  given: Readonly<Record<string, string>>,
  operatorsBaseUrl: Secret | undefined,
): CheckedCredentials {
  const plain: Record<string, string> = {};
  const secrets: Record<string, Secret> = {};
  const errors: FieldError[] = [];
  for (const [name, value] of Object.entries(given)) {
    const field = definition.fields.find((candidate) => candidate.name === name);
    // An empty field of a form is one that was left out.
    if (field !== undefined && value.trim() === '') continue;
    const message =
      field === undefined ? 'There is no such field here; leave it out.' : malformed(name, value);
    if (message !== null) errors.push({ field: name.slice(0, 100), message });
    else if (field?.secret === true) secrets[name] = new Secret(value);
    else plain[name] = name === 'baseUrl' ? endpointUrl(value.trim(), name).href : value.trim();
  }
  const first = errors[0];
  if (first !== undefined) {
    throw new ProblemError(422, 'validation_failed', `${first.field}: ${first.message}`, {
      errors,
    });
  }
  needComplete(definition, { plain, secrets }, operatorsBaseUrl);
  return { plain, secrets };
}

function malformed(name: string, value: string): string | null {
  if (name === 'region') {
    return regionPattern.test(value.trim()) ? null : 'Use a region such as eu-central-1.';
  }
  // It will stand in a header, where a control character could begin another one.
  return name === 'baseUrl' || /^[\x21-\x7e]+$/.test(value)
    ? null
    : 'Use printable ASCII characters, without spaces.';
}

function needComplete(
  definition: ProviderDefinition,
  { plain, secrets }: CheckedCredentials,
  operatorsBaseUrl: Secret | undefined,
): void {
  const values: Record<string, Secret> = { ...secrets };
  if (operatorsBaseUrl !== undefined) values['baseUrl'] = operatorsBaseUrl;
  for (const [name, value] of Object.entries(plain)) values[name] = new Secret(value);
  const missing = definition.missing(values);
  if (missing === null) return;
  throw refuseField(
    missing.field,
    'credentials_incomplete',
    `${definition.name} needs more than this: there is no ${missing.what}.`,
  );
}
