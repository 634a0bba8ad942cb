import { expect, test } from 'vitest';
import { agentKeyHash, agentKeyPrefix, newAgentKey } from './agent-key.ts';

test('is a prefix that scanners find and 256 random bits, safe in a header and a URL', () => {
  const key = newAgentKey();
  expect(agentKeyPrefix).toBe('jf_agent_');
  expect(key).toMatch(/^jf_agent_[A-Za-z0-9_-]{43}$/);
  expect(Buffer.from(key.slice(agentKeyPrefix.length), 'base64url')).toHaveLength(32);
});

test('is never the same twice', () => {
  expect(new Set(Array.from({ length: 1_000 }, newAgentKey)).size).toBe(1_000);
});

test('is kept as SHA-256 in hex, which stays the same for what was stored before', () => {
  expect(agentKeyHash('jf_agent_example')).toBe(
    '1a6b80f1e1714b640127b96ee9423197a4408fdf0d38c0964aa2d604ddd54fe7',
  );
  expect(agentKeyHash('jf_agent_examplE')).not.toBe(agentKeyHash('jf_agent_example'));
});
