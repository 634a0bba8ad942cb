import { describe, expect, it } from 'vitest';
import { exampleConnection } from '../../model/example-connection.test-data.ts';
import {
  emptyConnectionDraft,
  isAsSaved,
  needsCredential,
  toChangeDraft,
  toConnectionChange,
  toConnectionDraft,
  toDraftToCheck,
  toNewConnection,
} from './connection-draft.ts';

const saved = exampleConnection;
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

  it('moves and shares a connection without anything to check', () => {
    const moved = { ...draft, projectId: 'prj_2', shared: true };
    expect(toConnectionChange(moved, saved)).toEqual({ projectId: 'prj_2', shared: true });
    expect(toChangeDraft(moved, saved)).toEqual({});
    expect(isAsSaved(moved, saved)).toBe(true);
  });

  it('names a project for a new one only where one was chosen', () => {
    const made = { ...emptyConnectionDraft, name: 'Ours', url: 'https://llm.example.com/v1' };
    expect(toNewConnection(made)).not.toHaveProperty('projectId');
    const placed = { ...made, projectId: 'prj_2', shared: true };
    expect(toNewConnection(placed)).toMatchObject({ projectId: 'prj_2', shared: true });
    expect(toDraftToCheck(placed)).toEqual(toDraftToCheck(made));
  });

  it('knows when a check can use what is sealed', () => {
    expect(isAsSaved({ ...draft, name: 'Renamed' }, saved)).toBe(true);
    expect(isAsSaved({ ...draft, modelId: 'ours-2' }, saved)).toBe(false);
  });
});
