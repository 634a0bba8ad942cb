import { describe, expect, it } from 'vitest';
import { makeAgent } from '../../test/make-agent.ts';
import { makeConnection } from '../../test/make-connection.ts';
import { startControlPlane } from '../../test/start-control-plane.ts';

const refused: [string, string, string][] = [
  ['a line break', 'Front\ndesk', 'control characters'],
  ['NUL', 'Front\0desk', 'control characters'],
  ['a C1 control', 'Front\u0085desk', 'control characters'],
  ['DEL', 'Front\u007fdesk', 'control characters'],
  ...['\u061c', '\u202a', '\u202e', '\u2066', '\u2069', '\u200e', '\u200f'].map(
    (character): [string, string, string] => [
      `U+${character.charCodeAt(0).toString(16).toUpperCase()}`,
      `Front${character}desk`,
      'direction of text',
    ],
  ),
  ['U+FEFF', 'Front\ufeffdesk', 'byte order marks'],
];

describe('a name', () => {
  it.each(refused)('that holds %s is refused with its kind, unrepeated', async (_, name, kind) => {
    await using plane = await startControlPlane();
    const agent = await makeAgent(plane);
    const connection = await makeConnection(plane);
    const auth = { method: 'none' };
    const draft = { name, url: 'https://8.8.8.8/v1', modelId: 'm', auth };
    for (const [request, body] of [
      ['POST /agents', { name }],
      [`PATCH /agents/${agent}`, { name }],
      [`POST /agents/${agent}/keys`, { name }],
      ['POST /connections', draft],
      ['POST /connections/check', draft],
      [`PATCH /connections/${connection.id}`, { name }],
    ] as const) {
      const answer = await plane.call(request, { body });
      expect([request, answer.status]).toEqual([request, 422]);
      expect(answer.body.errors).toEqual([
        { field: 'name', message: expect.stringContaining(kind) },
      ]);
      expect(answer.text).not.toContain('Front');
    }
  });

  it.each([
    ['composed', '  Zu\u0308rich ', 'Zürich'],
    ['trimmed, whatever blank it is', '\u3000Desk\n\ufeff', 'Desk'],
    ['left whole where an emoji is made of several', '👩‍💻 desk', '👩‍💻 desk'],
    ['left in its script', 'مكتب الاستقبال', 'مكتب الاستقبال'],
  ])('is %s', async (_, given, kept) => {
    await using plane = await startControlPlane();
    const agent = await plane.call('POST /agents', { body: { name: given } });
    const { id } = agent.body;
    const key = await plane.call(`POST /agents/${id}/keys`, { body: { name: given } });
    const connection = await makeConnection(plane, { name: given });
    expect([agent.body.name, key.body.name, connection.name]).toEqual([kept, kept, kept]);
    expect((await plane.call(`GET /agents/${id}`)).body.name).toBe(kept);
  });

  it('is measured as it is kept', async () => {
    await using plane = await startControlPlane();
    const longest = 'u\u0308'.repeat(100);
    expect((await plane.call('POST /agents', { body: { name: longest } })).status).toBe(201);
    const longer = await plane.call('POST /agents', { body: { name: `${longest}x` } });
    expect([longer.status, longer.body.errors[0].field]).toEqual([422, 'name']);
  });
});
