import type { EndpointAuth } from '@jackfield/gateway-config';
import { credentialsOf } from './authorize.ts';

/** An upstream's own words with this endpoint's credentials taken out, should it have echoed them. */
export function withoutCredentials(words: string, auth: EndpointAuth): string {
  return credentialsOf(auth)
    .filter((credential) => credential !== '')
    .reduce((text, credential) => text.replaceAll(credential, '[secret]'), words);
}
