import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Secret, type EndpointAuth } from '@jackfield/gateway-config';
import type { AwsCredentials } from '../src/upstream/sign-for-aws.ts';
import { expect, test } from 'vitest';
import { event, eventStream, exception } from './bedrock-events.ts';
import { eventsOf, hello, postTurn, textOf } from './post-turn.ts';
import { choice, configOf, modelAt, startGateway, upstreamCredential } from './start-gateway.ts';
import { vendorSignature } from './vendor-signature.ts';

const secretAccessKey = 'secret-canary-of-aws-41c9';
const sessionToken = 'session-canary-of-aws-77fa';

const signed: AwsCredentials = {
  kind: 'aws-sigv4',
  region: 'eu-central-1',
  accessKeyId: 'AKIDEXAMPLE',
  secretAccessKey: new Secret(secretAccessKey),
  sessionToken: new Secret(sessionToken),
};

interface FakeBedrock extends AsyncDisposable {
  readonly url: string;
  readonly paths: string[];
}

/** Bedrock behind its door: checks the signature as AWS does, then answers. */
async function startFakeBedrock(
  answer: Buffer | ((response: ServerResponse) => void),
): Promise<FakeBedrock> {
  const paths: string[] = [];
  const reply = async (
    request: IncomingMessage,
    body: Buffer,
    response: ServerResponse,
  ): Promise<void> => {
    if (!(await isAuthorized(request, body))) {
      const headers = { 'x-amzn-errortype': 'InvalidSignatureException:http://internal/' };
      const message = `It doesn't match: ${JSON.stringify(request.headers)}`;
      response.writeHead(403, headers).end(JSON.stringify({ message }));
      return;
    }
    const isStream = request.url?.endsWith('/converse-stream') ?? false;
    const type = isStream ? 'application/vnd.amazon.eventstream' : 'application/json';
    response.writeHead(200, { 'content-type': type });
    if (typeof answer === 'function') answer(response);
    else response.end(answer);
  };
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      paths.push(request.url ?? '');
      void reply(request, Buffer.concat(parts), response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  // Holds: the server listens on TCP.
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    paths,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

test('carries a streamed turn to Bedrock, signed', async () => {
  await using upstream = await startFakeBedrock(eventStream('text'));
  await using gateway = await startGateway(configOf([choice(claudeAt(upstream.url, signed))]));
  const ended = gateway.nextRecord();
  const response = await postTurn(gateway, {
    ...hello,
    stream: true,
    stream_options: { include_usage: true },
    logit_bias: { '50256': -100 },
  });
  expect(response.headers.get('x-jackfield-dropped')).toBe('logit_bias');
  const events = await eventsOf(response);
  expect(textOf(events)).toBe('Hello, wörld 👋');
  expect(events.at(-1)).toBe('[DONE]');
  expect(events.at(-2)).toMatchObject({ choices: [], usage: { total_tokens: 28 } });
  expect(upstream.paths).toEqual([
    '/model/anthropic.claude-3-5-haiku-20241022-v1%3A0/converse-stream',
  ]);
  expect(await ended).toMatchObject({ outcome: 'answered', promptTokens: 22 });
});

test('carries a whole turn to Bedrock with an API key', async () => {
  const completion = {
    output: { message: { role: 'assistant', content: [{ text: 'Hello.' }] } },
    stopReason: 'end_turn',
    usage: { inputTokens: 3, outputTokens: 2, totalTokens: 5 },
  };
  await using upstream = await startFakeBedrock(Buffer.from(JSON.stringify(completion)));
  const bearer: EndpointAuth = {
    kind: 'header',
    name: 'authorization',
    prefix: 'Bearer ',
    credential: new Secret(upstreamCredential),
  };
  await using gateway = await startGateway(configOf([choice(claudeAt(upstream.url, bearer))]));
  const response = await postTurn(gateway, hello);
  expect(await response.json()).toMatchObject({
    choices: [{ message: { content: 'Hello.' }, finish_reason: 'stop' }],
    usage: { prompt_tokens: 3, completion_tokens: 2, total_tokens: 5 },
  });
});

test('a signature that AWS refuses is our fault, and no part of it is shown', async () => {
  await using upstream = await startFakeBedrock(Buffer.alloc(0));
  const auth: EndpointAuth = { ...signed, secretAccessKey: new Secret('another secret') };
  await using gateway = await startGateway(configOf([choice(claudeAt(upstream.url, auth))]));
  const response = await postTurn(gateway, hello);
  expect(response.status).toBe(502);
  const answer = await response.text();
  expect(answer).toContain('provider_auth_failed');
  const told = answer + JSON.stringify(gateway.logs) + JSON.stringify(gateway.records);
  expect(told).not.toContain(sessionToken);
  expect(told).not.toMatch(/Signature=[0-9a-f]/);
});

test('an exception inside a good stream is an error to the caller, not an end', async () => {
  const { promise: firstRead, resolve: fail } = Promise.withResolvers<void>();
  await using upstream = await startFakeBedrock((response) => {
    response.write(event('messageStart', { role: 'assistant' }));
    response.write(event('contentBlockDelta', { contentBlockIndex: 0, delta: { text: 'Hello' } }));
    const end = exception(
      'throttlingException',
      'Too many tokens, please wait before trying again.',
    );
    void firstRead.then(() => response.end(end));
  });
  await using gateway = await startGateway(configOf([choice(claudeAt(upstream.url, signed))]));
  const response = await postTurn(gateway, { ...hello, stream: true });
  fail();
  const events = await eventsOf(response);
  expect(textOf(events)).toBe('Hello');
  expect(events.at(-1)).toMatchObject({ error: { code: 'rate_limit_exceeded' } });
  expect(events).not.toContain('[DONE]');
});

function claudeAt(baseUrl: string, auth: EndpointAuth) {
  return modelAt(baseUrl, {
    id: 'bedrock/claude-3.5-haiku',
    provider: 'bedrock',
    upstreamModel: 'anthropic.claude-3-5-haiku-20241022-v1:0',
    endpoint: { ready: true, poolKey: 'bedrock 1', baseUrl, auth, trusted: true },
  });
}

/** As AWS does it: signs what arrived again, the headers it is said to cover, and compares. */
async function isAuthorized(request: IncomingMessage, body: Buffer): Promise<boolean> {
  const { authorization = '' } = request.headers;
  if (authorization === `Bearer ${upstreamCredential}`) return true;
  const names = /SignedHeaders=([^,]+)/.exec(authorization)?.[1]?.split(';') ?? [];
  const date = String(request.headers['x-amz-date']).replace(
    /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/,
    '$1-$2-$3T$4:$5:$6Z',
  );
  const covered = names.filter((name) => name !== 'x-amz-date' && name !== 'x-amz-security-token');
  const headers = Object.fromEntries(covered.map((name) => [name, String(request.headers[name])]));
  const url = new URL(request.url ?? '', 'http://127.0.0.1');
  const expected = await vendorSignature(
    url,
    headers,
    body.toString('utf8'),
    signed,
    new Date(date),
  );
  return expected === authorization;
}
