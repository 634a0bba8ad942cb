import { maskCredentials } from '@jackfield/chat-completions';
import type { EndpointAuth } from '@jackfield/gateway-config';
import { credentialsOf } from './authorize.ts';

/** AWS takes a signed request again for some minutes, so its signature is shown to nobody either. */
const signature = /Signature=[0-9a-f]{64}/g;

/**
 * An upstream's own words with this endpoint's credentials taken out, should it have echoed them in
 * any form that `maskCredentials` knows.
 */
export function withoutCredentials(words: string, auth: EndpointAuth): string {
  return maskCredentials(credentialsOf(auth))(words).replace(signature, 'Signature=[secret]');
}
