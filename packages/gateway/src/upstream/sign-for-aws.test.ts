import { Secret } from '@jackfield/gateway-config';
import { describe, expect, test } from 'vitest';
import { vendorSignature } from '../../test/vendor-signature.ts';
import { authorize } from './authorize.ts';
import { signForAws, type AwsCredentials } from './sign-for-aws.ts';
import { withoutCredentials } from './without-credentials.ts';

const now = Date.UTC(2026, 10, 23, 9, 5, 7, 89);

const credentials: AwsCredentials = {
  kind: 'aws-sigv4',
  region: 'eu-central-1',
  accessKeyId: 'AKIDEXAMPLE',
  secretAccessKey: new Secret('wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY'),
  sessionToken: null,
};
const host = 'https://bedrock-runtime.eu-central-1.amazonaws.com';

function sign(url: string, body: string, auth = credentials): Record<string, string> {
  const headers: Record<string, string> = {
    'content-type': 'application/json',
    accept: 'application/vnd.amazon.eventstream',
    'user-agent': 'jackfield',
  };
  signForAws({ url: new URL(url), headers, body }, auth, now);
  return headers;
}

describe('signForAws', () => {
  test.each([
    [
      'a model id with a version',
      `${host}/model/anthropic.claude-3-5-haiku-20241022-v1%3A0/converse`,
    ],
    [
      'an inference profile’s ARN',
      `${host}/model/${encodeURIComponent('arn:aws:bedrock:us-east-1:123456789012:inference-profile/us.amazon.nova-2-lite-v1:0')}/converse-stream`,
    ],
    [
      'a base URL with port, path and query',
      'http://127.0.0.1:4190/proxy/a%20b/model/m/converse?b=2&a=x%2Fy&a=%C3%A9',
    ],
    ['marks that encodeURIComponent leaves alone', `${host}/model/a!b'c(d)*e/converse`],
  ])('gives the same signature as AWS’s own signer for %s', async (_what, url) => {
    const body = '{"messages":[{"role":"user","content":[{"text":"wörld 👋"}]}]}';
    for (const sessionToken of [null, new Secret('FwoGZXIvYXdzEXAMPLE//token==')]) {
      const auth = { ...credentials, sessionToken };
      const at = new URL(url);
      const covered = { host: at.host, 'content-type': 'application/json' };
      expect(sign(url, body, auth)['authorization']).toBe(
        await vendorSignature(at, covered, body, auth, new Date(now)),
      );
    }
  });

  test('gives the same signature as AWS’s own signer for a GET', async () => {
    const at = new URL(
      'https://bedrock.eu-central-1.amazonaws.com/foundation-models?byOutputModality=TEXT',
    );
    const headers: Record<string, string> = { accept: 'application/json' };
    signForAws({ url: at, headers, body: null }, credentials, now);
    expect(headers['authorization']).toBe(
      await vendorSignature(at, { host: at.host }, null, credentials, new Date(now)),
    );
  });

  test('covers every byte of the body, the path, the host and the date', () => {
    const at = `${host}/model/m/converse`;
    const whole = sign(at, '{"a":1}')['authorization'];
    expect(sign(at, '{"a":2}')['authorization']).not.toBe(whole);
    expect(sign(`${host}/model/n/converse`, '{"a":1}')['authorization']).not.toBe(whole);
    expect(sign('https://example.com/model/m/converse', '{"a":1}')['authorization']).not.toBe(
      whole,
    );
    expect(whole).toContain(
      'SignedHeaders=content-type;host;x-amz-content-sha256;x-amz-date, Signature=',
    );
  });

  test('sends a session token, and signs it', () => {
    const headers = sign(`${host}/model/m/converse`, '{}', {
      ...credentials,
      sessionToken: new Secret('token'),
    });
    expect(headers['x-amz-security-token']).toBe('token');
    expect(headers['authorization']).toContain('x-amz-security-token');
  });

  test('never lets the secret, the session token or the signature into words', () => {
    const auth = { ...credentials, sessionToken: new Secret('a-session-token') };
    const headers = sign(`${host}/model/m/converse`, '{}', auth);
    const sent = JSON.stringify(headers) + auth.secretAccessKey.reveal();
    const words = withoutCredentials(sent, auth);
    expect(words).not.toContain(auth.secretAccessKey.reveal());
    expect(words).not.toContain('a-session-token');
    expect(words).not.toMatch(/Signature=[0-9a-f]/);
    expect(words).toContain('Signature=[secret]');
  });
});

test('a Bedrock API key travels as a bearer token', () => {
  const headers: Record<string, string> = {};
  authorize(
    { url: new URL(host), headers, body: '' },
    {
      kind: 'header',
      name: 'authorization',
      prefix: 'Bearer ',
      credential: new Secret('bedrock-api-key-example'),
    },
    now,
  );
  expect(headers).toEqual({ authorization: 'Bearer bedrock-api-key-example' });
});
