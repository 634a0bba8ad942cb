import type { EndpointAuth } from '@jackfield/gateway-config';
import { credentialsOf } from './authorize.ts';

/** AWS takes a signed request again for some minutes, so its signature is shown to nobody either. */
const signature = /Signature=[0-9a-f]{64}/g;

/** An upstream's own words with this endpoint's credentials taken out, should it have echoed them. */
export function withoutCredentials(words: string, auth: EndpointAuth): string {
  return credentialsOf(auth)
    .filter((credential) => credential !== '')
    .reduce((text, credential) => text.replaceAll(credential, '[secret]'), words)
    .replace(signature, 'Signature=[secret]');
}
