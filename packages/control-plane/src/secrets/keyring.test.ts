import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { makeAgent } from '../../test/make-agent.ts';
import { canary, makeConnection } from '../../test/make-connection.ts';
import { givenMasterKeys, startControlPlane } from '../../test/start-control-plane.ts';
import type { TestControlPlane } from '../../test/start-control-plane.ts';
import { onPostgres } from '../../test/test-store.ts';

/** Changes rows behind the program's back, as somebody with the file could. */
async function tamper(plane: TestControlPlane, sql: string): Promise<TestControlPlane> {
  await plane.sql(sql);
  return plane.restart();
}

it('writes no credential into any file in the clear, and carries the key id with each', async () => {
  await using plane = await startControlPlane();
  await makeConnection(plane);
  await plane.call('PUT /providers/openai/credentials', { body: { apiKey: canary } });
  for (const name of await readdir(plane.dataDir)) {
    const bytes = await readFile(join(plane.dataDir, name));
    for (const encoding of ['utf8', 'base64', 'base64url', 'hex'] as const) {
      const encoded = Buffer.from(canary).toString(encoding).slice(0, 20);
      expect(bytes.includes(encoded), `${name} ${encoding}`).toBe(false);
    }
  }
  const [{ id: key } = {}] = await plane.sql('select id from data_keys');
  const [row] = await plane.sql('select credential from connections');
  expect(row?.['credential']).toMatch(new RegExp(`^v1\\.${String(key)}\\.[\\w-]{16}\\.[\\w-]+$`));
});

it.skipIf(onPostgres)(
  'leaves nothing of a deleted credential in the file, not even sealed',
  async () => {
    await using plane = await startControlPlane();
    const connection = await makeConnection(plane);
    const sealedText = async (): Promise<string> => {
      const [row] = await plane.sql('select credential from connections');
      return String(row?.['credential']).split('.').at(-1) ?? '';
    };
    const before = await sealedText();
    await plane.call(`PATCH /connections/${connection.id}`, {
      body: { auth: { method: 'bearer', credential: 'another' } },
    });
    const after = await sealedText();
    await plane.call(`DELETE /connections/${connection.id}`);
    // The write-ahead log is folded in when it closes.
    await using again = await plane.restart();
    const bytes = await readFile(join(again.dataDir, 'jackfield.db'));
    expect(before.length).toBeGreaterThan(30);
    for (const sealed of [before, after]) expect(bytes.includes(sealed)).toBe(false);
  },
);

it('seals the same credential differently each time', async () => {
  await using plane = await startControlPlane();
  await makeConnection(plane, { name: 'One' });
  await makeConnection(plane, { name: 'Two' });
  const rows = await plane.sql('select distinct credential from connections');
  expect(rows).toHaveLength(2);
});

it('refuses to start with another master key, in one line that names neither', async () => {
  await using plane = await startControlPlane();
  const wrong = new Uint8Array(32).fill(9);
  await expect(plane.restart({ masterKeys: givenMasterKeys(wrong) })).rejects.toThrow(
    /^The master key \([0-9a-f]{12}\) is not the one this data was sealed with \([0-9a-f]{12}\)\. Start with that one: .*$/,
  );
  // The folder is free again for a start with the right one.
  await using again = await plane.restart();
  expect((await again.call('GET /models')).status).toBe(200);
});

it('refuses a master key that is too short', () => {
  expect(() => givenMasterKeys(new Uint8Array(16))).toThrow(/32 bytes/);
});

it.each([
  ['its row is pointed at another server', "update connections set url = 'https://1.1.1.1/v1'"],
  ['its row is pointed at another scheme', "update connections set url = 'http://8.8.8.8:443/v1'"],
  ['its row is given another auth method', "update connections set auth_method = 'x-api-key'"],
  [
    'it is moved to another row',
    "update connections set credential = (select credential from connections where name = 'Other') where name = 'Our model'",
  ],
  [
    'a character is changed',
    "update connections set credential = substr(credential, 1, length(credential) - 2) || 'AA'",
  ],
  ['it is cut short', "update connections set credential = 'v1.x.y.z'"],
])('opens no credential when %s', async (_what, sql) => {
  await using plane = await startControlPlane();
  await makeConnection(plane, { name: 'Other', auth: { method: 'bearer', credential: 'other' } });
  const connection = await makeConnection(plane);
  const agent = await makeAgent(plane, connection.model);
  await using tampered = await tamper(plane, sql);
  const setting = tampered.config().agentsById.get(agent)?.setting;
  expect(setting?.choices[0].model.endpoint).toEqual({
    ready: false,
    reason: "The credential of the connection Our model can't be opened. Give it again.",
  });
  const check = await tampered.call(`POST /connections/${connection.id}/check`);
  expect([check.status, check.body.code]).toEqual([409, 'credential_unreadable']);
  expect(tampered.tried).toEqual([]);
});

it("opens no provider's key that was moved to another provider", async () => {
  await using plane = await startControlPlane();
  await plane.call('PUT /providers/openai/credentials', { body: { apiKey: canary } });
  await using tampered = await tamper(
    plane,
    "update provider_credentials set provider = 'mistral'",
  );
  const { body } = await tampered.call('GET /providers');
  expect(body.items.find(({ id }: { id: string }) => id === 'mistral')).toMatchObject({
    ready: false,
    reason: expect.stringContaining('Give them again'),
  });
});
