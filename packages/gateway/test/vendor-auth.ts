import { fakeCredentials, type VendorId } from '@jackfield/fake-upstream';
import { Secret, type EndpointAuth } from '@jackfield/gateway-config';

export const vendorIds = [
  'openai',
  'polyllm',
  'mistral',
  'gemini',
  'bedrock',
  'anthropic',
] as const satisfies readonly VendorId[];

/** Every way to authorise a request to a vendor, with what the fake upstream takes for right. */
export function authFor(id: VendorId): Readonly<Record<string, EndpointAuth>> {
  switch (id) {
    case 'openai':
    case 'polyllm':
    case 'mistral':
      return { 'a bearer token': bearer(fakeCredentials[id]) };
    case 'gemini':
      return { 'an API key': header('x-goog-api-key', fakeCredentials.gemini) };
    case 'anthropic':
      return { 'an API key': header('x-api-key', fakeCredentials.anthropic) };
    case 'bedrock':
      return {
        'a signature': signed(fakeCredentials.bedrock.secretAccessKey),
        'a bearer token': bearer(fakeCredentials.bedrock.bearer),
      };
  }
}

/** The first of them with a credential that is wrong. */
export function wrongAuthFor(id: VendorId): { auth: EndpointAuth; canary: string } {
  const canary = 'wrong-canary-credential-93ab';
  const [auth] = Object.values(authFor(id));
  if (auth?.kind === 'header') return { auth: { ...auth, credential: new Secret(canary) }, canary };
  return { auth: signed(canary), canary };
}

function bearer(credential: string): EndpointAuth {
  return { ...header('authorization', credential), prefix: 'Bearer ' };
}

function header(name: string, credential: string): Extract<EndpointAuth, { kind: 'header' }> {
  return { kind: 'header', name, prefix: '', credential: new Secret(credential) };
}

function signed(secretAccessKey: string): EndpointAuth {
  return {
    kind: 'aws-sigv4',
    region: 'us-east-1',
    accessKeyId: fakeCredentials.bedrock.accessKeyId,
    secretAccessKey: new Secret(secretAccessKey),
    sessionToken: null,
  };
}
