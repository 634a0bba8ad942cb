import type { EndpointToCheck } from '../src/options.ts';
import type { CheckReport, CheckResult } from '../src/schemas/check-report.ts';

const answers: CheckResult = {
  id: 'answers',
  promise: 'It answers the documented request with a chat completion.',
  clause: 'OpenAI API reference, Create chat completion',
  required: true,
  outcome: 'passed',
  message: 'It answered.',
  durationMs: 12,
  findings: [],
  evidence: null,
};

/** What the checklist finds at an endpoint with nothing wrong. */
export function passingReport(target: Pick<EndpointToCheck, 'url' | 'modelId'>): CheckReport {
  return {
    ready: true,
    headline: 'Ready to connect: nothing was found.',
    url: target.url,
    modelId: target.modelId,
    checkedAt: new Date(0).toISOString(),
    durationMs: 12,
    complete: true,
    firstTokenMs: 1,
    answer: 'Hello.',
    speed: null,
    capabilities: {
      streaming: true,
      developerRole: null,
      refusedFields: [],
      unknownFieldsRefused: null,
      tools: null,
      parallelToolCalls: null,
      structuredOutput: null,
      usageInStream: null,
    },
    checks: [answers],
  };
}

/** What it finds at one that refuses the credential. */
export function failingReport(
  target: Pick<EndpointToCheck, 'url' | 'modelId'>,
  body = 'Incorrect API key provided.',
): CheckReport {
  const evidence = {
    request: `POST ${target.url}\nauthorization: Bearer [secret]\n\n{}`,
    status: 401,
    contentType: 'application/json',
    headers: 'content-type: application/json',
    body,
    ended: null,
    durationMs: 12,
  };
  const finding = {
    id: 'credential-refused',
    grade: 'breaks' as const,
    message: 'It refuses the credential.',
    consequence: 'Every turn fails.',
    fix: 'Give the right credential.',
    evidence,
  };
  return {
    ...passingReport(target),
    ready: false,
    headline: finding.message,
    answer: null,
    checks: [
      { ...answers, outcome: 'failed', message: finding.message, findings: [finding], evidence },
    ],
  };
}
