import { expect, it } from 'vitest';
import { makeAgent } from '../../../test/make-agent.ts';
import { startControlPlane } from '../../../test/start-control-plane.ts';

it('hands the request over unread, and the answer is streamed as it comes', async () => {
  let goOn: () => void = () => {};
  await using plane = await startControlPlane({
    carryTurn: (agentId, request, response) => {
      let body = '';
      request.on('data', (part) => {
        body += String(part);
      });
      request.on('end', () => {
        response.writeHead(200, { 'content-type': 'text/event-stream', 'x-request-id': 'gateway' });
        response.write(`data: ${agentId} ${body}\n\n`);
      });
      goOn = () => response.end('data: [DONE]\n\n');
    },
  });
  const id = await makeAgent(plane, 'openai/lively');
  const response = await fetch(`${plane.origin}/api/v1/agents/${id}/chat/completions`, {
    method: 'POST',
    // Larger than any body of the control plane may be.
    body: JSON.stringify({ messages: [{ role: 'user', content: 'x'.repeat(400_000) }] }),
    headers: { authorization: 'Bearer test-admin-token-of-more-than-32-characters' },
  });
  expect(response.headers.get('x-request-id')).toBe('gateway');
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  let seen = '';
  while (!seen.includes('\n\n')) seen += (await reader?.read())?.value ?? '';
  expect(seen).toContain(`data: ${id} {"messages"`);
  goOn();
  let rest = '';
  for (let read = await reader?.read(); read?.done === false; read = await reader?.read()) {
    rest += read.value;
  }
  expect(rest).toBe('data: [DONE]\n\n');
});

it('lets the gateway see that the caller has left', async () => {
  const left = Promise.withResolvers<void>();
  await using plane = await startControlPlane({
    carryTurn: (_agentId, request, response) => {
      request.resume();
      response.writeHead(200).write('data: 1\n\n');
      response.on('close', () => left.resolve());
    },
  });
  const id = await makeAgent(plane);
  const caller = new AbortController();
  await fetch(`${plane.origin}/api/v1/agents/${id}/chat/completions`, {
    method: 'POST',
    body: '{}',
    signal: caller.signal,
    headers: { authorization: 'Bearer test-admin-token-of-more-than-32-characters' },
  });
  caller.abort();
  await expect(left.promise).resolves.toBeUndefined();
});

it('answers 404 to an unknown agent', async () => {
  await using plane = await startControlPlane();
  const answer = await plane.call('POST /agents/agt_x/chat/completions', { body: {} });
  expect([answer.status, answer.body.code]).toEqual([404, 'not_found']);
});
