import { Secret } from '@jackfield/gateway-config';
import { expect, it } from 'vitest';
import { failingReport } from '../../../test/check-reports.ts';
import type { EndpointToCheck } from '../../options.ts';
import { DraftReports } from './draft-reports.ts';

const draft: EndpointToCheck = {
  url: 'https://8.8.8.8/v1',
  modelId: 'm',
  auth: { method: 'bearer', credential: new Secret('one') },
  streaming: true,
};

it('knows a draft by every part of it that a check sees', () => {
  const reports = new DraftReports(() => 0);
  reports.remember(draft, failingReport(draft));
  expect(reports.newest({ ...draft })?.report.ready).toBe(false);
  const others: EndpointToCheck[] = [
    { ...draft, url: 'https://8.8.8.8/v2' },
    { ...draft, modelId: 'n' },
    { ...draft, streaming: false },
    { ...draft, auth: { method: 'bearer', credential: new Secret('two') } },
    { ...draft, auth: { method: 'x-api-key', credential: new Secret('one') } },
    { ...draft, auth: { method: 'none' } },
  ];
  expect(others.map((other) => reports.newest(other))).toEqual(others.map(() => null));
});

it('keeps two hundred reports, and lets go of the oldest first', () => {
  const reports = new DraftReports(() => 0);
  const nth = (number: number): EndpointToCheck => ({ ...draft, modelId: `m${number}` });
  for (let number = 0; number <= 200; number += 1) {
    reports.remember(nth(number), failingReport(nth(number)));
  }
  expect(reports.newest(nth(0))).toBe(null);
  expect(reports.newest(nth(1))).not.toBe(null);
  expect(reports.newest(nth(200))).not.toBe(null);
});
