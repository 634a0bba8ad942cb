import { expect, test } from 'vitest';
import { nothingLearned } from '../check/capabilities.ts';
import type { CheckReport, CheckResult } from '../check/report.ts';
import { toJUnit } from './to-junit.ts';
import { toText } from './to-text.ts';

const result: CheckResult = {
  id: 'answers',
  promise: 'It answers.',
  clause: 'OpenAI',
  required: true,
  outcome: 'passed',
  message: 'It answered.',
  durationMs: 12,
  findings: [],
  evidence: null,
};

const evidence = {
  request: 'POST http://model.test/v1/chat/completions\n\n{"stream":true}',
  status: 200,
  contentType: 'application/json',
  headers: 'content-type: application/json',
  body: '{"choices":[]}\u001B[31m red',
  ended: null,
  durationMs: 5,
};

const ignored: CheckResult = {
  ...result,
  id: 'streaming',
  outcome: 'failed',
  message: 'It ignores `stream` & says "<nothing>".\u0007',
  findings: [
    {
      id: 'stream-ignored',
      grade: 'breaks',
      message: 'It ignores `stream` & says "<nothing>".\u0007',
      consequence: 'The caller hears silence.',
      fix: 'Stream.',
      evidence,
    },
  ],
};

const report: CheckReport = {
  ready: false,
  headline: ignored.message,
  url: 'http://model.test/v1/chat/completions',
  modelId: 'mine',
  checkedAt: '2026-11-25T12:00:00.000Z',
  durationMs: 1_234,
  complete: true,
  firstTokenMs: 210,
  answer: 'Hello.',
  speed: {
    turns: 5,
    connectMs: 1,
    firstTokenMs: { p50: 210, p95: 300 },
    firstSentenceMs: null,
    tokensPerSecond: 40,
    grade: 'excellent',
  },
  capabilities: nothingLearned,
  checks: [ignored, { ...result, outcome: 'skipped', required: false, id: 'cancel' }, result],
};

test('a person reads the verdict, what a caller notices, how to fix it, and the evidence', () => {
  const text = toText(report, { colour: false });
  expect(text).toContain('✗ streaming');
  expect(text).toContain('Not ready to connect. It ignores `stream`');
  expect(text).toContain('A caller notices  The caller hears silence.');
  expect(text).toContain('To fix it         Stream.');
  expect(text).toContain('status 200, application/json, after 5 ms');
  expect(text).toContain('210 ms (half of the turns)');
});

test('an endpoint’s words can’t steer the terminal', () => {
  // oxlint-disable-next-line no-control-regex -- control characters are what is looked for
  expect(toText(report, { colour: false })).not.toMatch(/[\u0000-\u0009\u000B-\u001F]/);
  expect(toText(report, { colour: true })).not.toContain('\u001B[31m red');
});

test('JUnit says what the exit code says: only a required check that failed is a failure', () => {
  const optional = { ...ignored, required: false };
  expect(toJUnit(report)).toContain('tests="3" failures="1" errors="0" skipped="1" time="1.234"');
  expect(toJUnit({ ...report, checks: [optional] })).toContain('failures="0"');
  expect(toJUnit({ ...report, checks: [optional] })).toContain('<system-out>');
});

test('JUnit is well-formed XML whatever an endpoint says', () => {
  const xml = toJUnit(report);
  expect(xml).toContain('&lt;nothing&gt;&quot;');
  expect(xml).toContain('&amp;');
  // oxlint-disable-next-line no-control-regex -- control characters are what is looked for
  expect(xml).not.toMatch(/[\u0000-\u0008\u000B\u000C\u000E-\u001F]/);
});
