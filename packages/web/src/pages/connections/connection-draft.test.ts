import { describe, expect, it } from 'vitest';
import type { Connection } from '@jackfield/control-plane/rest-types';
import {
  isAsSaved,
  needsCredential,
  toConnectionChange,
  toConnectionDraft,
} from './connection-draft.ts';

const saved: Connection = {
  id: 'c1',
  projectId: 'prj_1',
  shared: false,
  name: 'Ours',
  url: 'https://llm.example.com/v1',
  modelId: 'ours-1',
  auth: { method: 'bearer', hasCredential: true },
  streaming: true,
  model: 'byom/c1',
  repairs: [],
  turns: 0,
  usedBy: [],
  createdAt: '2026-11-23T10:00:00.000Z',
  updatedAt: '2026-11-23T10:00:00.000Z',
};
const draft = toConnectionDraft(saved);

describe('a connection’s draft', () => {
  it('keeps the credential while origin and method stay', () => {
    expect(needsCredential(draft, saved)).toBe(false);
    expect(
      needsCredential({ ...draft, url: 'https://llm.example.com/v2/chat/completions' }, saved),
    ).toBe(false);
  });

  it('asks for it again for another host, scheme, port or method', () => {
    const elsewhere = [
      'https://evil.example.com/v1',
      'http://llm.example.com/v1',
      'https://llm.example.com:8443/v1',
      'nonsense',
    ].filter((url) => !needsCredential({ ...draft, url }, saved));
    expect(elsewhere).toEqual([]);
    expect(needsCredential({ ...draft, method: 'x-api-key' }, saved)).toBe(true);
    expect(
      needsCredential({ ...draft, method: 'none', url: 'https://other.example.com' }, saved),
    ).toBe(false);
    expect(needsCredential(draft, null)).toBe(true);
  });

  it('sends only what differs, and no empty credential', () => {
    expect(toConnectionChange(draft, saved)).toEqual({});
    expect(toConnectionChange({ ...draft, name: 'Mine', credential: 'k' }, saved)).toEqual({
      name: 'Mine',
      auth: { method: 'bearer', credential: 'k' },
    });
    expect(toConnectionChange({ ...draft, method: 'none' }, saved)).toEqual({
      auth: { method: 'none' },
    });
  });

  it('knows when a check can use what is sealed', () => {
    expect(isAsSaved({ ...draft, name: 'Renamed' }, saved)).toBe(true);
    expect(isAsSaved({ ...draft, modelId: 'ours-2' }, saved)).toBe(false);
  });
});
