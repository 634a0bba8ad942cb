import { createPrivateKey } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { makeCertificateAuthority } from '@jackfield/fake-upstream';
import { makeAgent } from './make-agent.ts';
import { canary, makeConnection, publicUrl } from './make-connection.ts';
import { startControlPlane, type TestControlPlane } from './start-control-plane.ts';

const dayMs = 86_400_000;
const authority = makeCertificateAuthority('Our authority');
const client = authority.forClient('jackfield');
const other = authority.forClient('jackfield, renewed');
const tls = {
  caCertificates: authority.certificate,
  clientCertificate: client.certificate,
  clientKey: client.key,
};
const newConnection = {
  name: 'Our model',
  url: publicUrl,
  modelId: 'support-7b',
  auth: { method: 'bearer', credential: canary },
};

/** TLS as a gateway has it for an agent of this connection; `null` where the model isn't ready. */
function published(plane: TestControlPlane, agent: string) {
  const endpoint = plane.config().agentsById.get(agent)?.setting?.choices[0].model.endpoint;
  if (endpoint?.ready !== true) return null;
  const { caCertificates = null, client: used = null } = endpoint.tls ?? {};
  return {
    caCertificates,
    certificate: used?.certificate ?? null,
    key: used?.key.reveal() ?? null,
    poolKey: endpoint.poolKey,
  };
}

const same = (pem: string): string => pem.replaceAll('\r', '').trim();

it('is saved, published to gateways and answered without the private key', async () => {
  await using plane = await startControlPlane();
  const connection = await makeConnection(plane, { tls });
  expect(connection.tls).toEqual({
    caCertificates: expect.stringContaining('BEGIN CERTIFICATE'),
    clientCertificate: expect.stringContaining('BEGIN CERTIFICATE'),
    hasClientKey: true,
    clientCertificateEndsAt: expect.stringMatching(/^\d{4}-/),
  });
  expect(same(connection.tls.caCertificates)).toBe(same(authority.certificate));
  const agent = await makeAgent(plane, connection.model);
  expect(published(plane, agent)).toMatchObject({
    caCertificates: connection.tls.caCertificates,
    certificate: connection.tls.clientCertificate,
    key: client.key.trim(),
  });
  const keyLine = client.key.split('\n')[5] ?? '';
  expect(keyLine.length).toBeGreaterThan(60);
  for (const path of [`/connections/${connection.id}`, '/connections', '/audit-events']) {
    expect((await plane.call(`GET ${path}`)).text).not.toContain(keyLine);
  }
  expect(plane.logged.join()).not.toContain(keyLine);
  const [row] = await plane.sql('select * from connections');
  expect(JSON.stringify(row)).not.toContain(keyLine);
  expect((await plane.call('GET /audit-events')).body.items).toContainEqual(
    expect.objectContaining({
      action: 'connection.created',
      details: expect.objectContaining({
        tls: {
          ownAuthorities: true,
          clientCertificate: expect.stringMatching(/^([\dA-F]{2}:?){32}$/),
        },
      }),
    }),
  );
  await using again = await plane.restart();
  expect(published(again, agent)?.key).toBe(client.key.trim());
});

it('is used by checks, of drafts, changes and what is saved', async () => {
  await using plane = await startControlPlane();
  const { name: _, ...draft } = newConnection;
  await plane.call('POST /connections/check', { body: { ...draft, tls } });
  const connection = await makeConnection(plane, { tls });
  await plane.call(`POST /connections/${connection.id}/check`);
  await plane.call(`POST /connections/${connection.id}/check`, { body: { modelId: 'next' } });
  const body = { tls: { clientCertificate: other.certificate, clientKey: other.key } };
  await plane.call(`POST /connections/${connection.id}/check`, { body });
  const used = plane.checked.map((target) => target.tls?.client?.key.reveal());
  const key = client.key.trim();
  expect(used).toEqual([key, key, key, other.key.trim()]);
  expect(plane.checked.every((target) => target.tls?.caCertificates?.includes('BEGIN'))).toBe(true);
});

it('of another kind than was checked counts as not checked', async () => {
  await using plane = await startControlPlane({
    checkEndpoint: async () => {
      throw new Error('Not asked for.');
    },
  });
  await makeConnection(plane, { tls });
  expect((await plane.call('GET /connections')).body.items[0].lastCheck).toBeNull();
});

describe('a change', () => {
  it('takes back what GET answered, and keeps the private key', async () => {
    await using plane = await startControlPlane();
    const connection = await makeConnection(plane, { tls });
    const agent = await makeAgent(plane, connection.model);
    const before = published(plane, agent);
    const answer = await plane.call(`PATCH /connections/${connection.id}`, {
      body: { ...connection, name: 'Renamed', url: `${publicUrl}/other` },
    });
    expect([answer.status, answer.body.tls]).toEqual([200, connection.tls]);
    expect(published(plane, agent)?.key).toBe(before?.key);
  });

  it('of certificates makes a pool of its own', async () => {
    await using plane = await startControlPlane();
    const connection = await makeConnection(plane, { tls });
    const agent = await makeAgent(plane, connection.model);
    const pools = [published(plane, agent)?.poolKey];
    for (const change of [
      { tls: { caCertificates: other.certificate } },
      { tls: { clientCertificate: other.certificate, clientKey: other.key } },
      { tls: { clientCertificate: null } },
      { tls: null },
    ]) {
      const answer = await plane.call(`PATCH /connections/${connection.id}`, { body: change });
      expect(answer.status).toBe(200);
      pools.push(published(plane, agent)?.poolKey);
    }
    expect(new Set(pools).size).toBe(5);
    expect(published(plane, agent)).toMatchObject({ caCertificates: null, key: null });
    expect((await plane.call(`GET /connections/${connection.id}`)).body.tls).toBeNull();
  });

  it('case 14: of the server takes the private key anew, on every path', async () => {
    await using plane = await startControlPlane();
    const connection = await makeConnection(plane, { tls });
    const agent = await makeAgent(plane, connection.model);
    const auth = newConnection.auth;
    for (const change of [
      { url: 'https://1.1.1.1/v1', auth },
      { url: 'https://8.8.8.8:8443/v1', auth },
      { url: 'https://1.1.1.1/v1', auth, tls: { clientCertificate: client.certificate } },
      { tls: { clientCertificate: other.certificate } },
    ]) {
      for (const request of ['PATCH', 'POST']) {
        const path = `/connections/${connection.id}${request === 'POST' ? '/check' : ''}`;
        const answer = await plane.call(`${request} ${path}`, { body: change });
        expect([answer.status, answer.body.code, answer.body.errors[0].field]).toEqual([
          422,
          'credential_required',
          'tls.clientKey',
        ]);
      }
    }
    expect(plane.checked).toEqual([]);
    const body = {
      url: 'https://1.1.1.1/v1',
      auth,
      tls: { clientCertificate: client.certificate, clientKey: client.key },
    };
    expect((await plane.call(`PATCH /connections/${connection.id}`, { body })).status).toBe(200);
    expect(published(plane, agent)?.key).toBe(client.key.trim());
  });

  it('case 14: of the row’s address by hand leaves the private key closed', async () => {
    await using plane = await startControlPlane();
    const connection = await makeConnection(plane, { tls, auth: { method: 'none' } });
    const agent = await makeAgent(plane, connection.model);
    await plane.sql("update connections set url = 'https://1.1.1.1/v1'");
    await using again = await plane.restart();
    expect(published(again, agent)).toBeNull();
  });

  it('of something else leaves a certificate that has ended meanwhile', async () => {
    await using plane = await startControlPlane();
    const ending = authority.forClient('jackfield', { until: new Date(Date.now() + 2 * dayMs) });
    const own = { clientCertificate: ending.certificate, clientKey: ending.key };
    const connection = await makeConnection(plane, { tls: own });
    await using later = await plane.restart({ clock: () => Date.now() + 3 * dayMs });
    const body = { ...connection, name: 'Renamed' };
    expect((await later.call(`PATCH /connections/${connection.id}`, { body })).status).toBe(200);
  });
});

it('its private keys are sealed anew by a rotation of data keys', async () => {
  await using plane = await startControlPlane();
  const connection = await makeConnection(plane, { tls });
  const agent = await makeAgent(plane, connection.model);
  const sealed = () => plane.sql('select tls_key from connections');
  const before = await sealed();
  const answer = await plane.call('POST /keys/rotate', { body: { dataKey: true } });
  expect(answer.body).toMatchObject({ dataKeys: 1, resealed: 2, unreadable: 0 });
  expect(await sealed()).not.toEqual(before);
  await using again = await plane.restart();
  expect(published(again, agent)?.key).toBe(client.key.trim());
});

describe('what can’t be used is refused on save and check, with its field', () => {
  const encrypted = createPrivateKey(client.key)
    .export({ format: 'pem', type: 'pkcs8', cipher: 'aes-256-cbc', passphrase: 'word' })
    .toString();
  const ended = authority.forClient('jackfield', {
    from: new Date(Date.now() - 9 * dayMs),
    until: new Date(Date.now() - dayMs),
  });
  const early = authority.forClient('jackfield', { from: new Date(Date.now() + 9 * dayMs) });
  const cutShort = client.certificate.replace(/(MII[^-]{100})[^-]*/, '$1');
  it.each([
    ['caCertificates', 'no PEM', { caCertificates: 'ours' }, 'BEGIN CERTIFICATE'],
    [
      'caCertificates',
      'one of two is broken',
      { caCertificates: authority.certificate + cutShort },
      '2 of 2',
    ],
    [
      'caCertificates',
      'a private key',
      { caCertificates: client.certificate + client.key },
      'everybody',
    ],
    [
      'clientCertificate',
      'a private key',
      { ...tls, clientCertificate: client.key + client.certificate },
      'everybody',
    ],
    ['caCertificates', 'ended', { caCertificates: ended.certificate }, 'CN=jackfield ended on 2'],
    [
      'clientCertificate',
      'ended',
      { clientCertificate: ended.certificate, clientKey: ended.key },
      'renewed',
    ],
    [
      'clientCertificate',
      'too early',
      { clientCertificate: early.certificate, clientKey: early.key },
      'counts only from',
    ],
    ['clientCertificate', 'no PEM', { ...tls, clientCertificate: 'ours' }, 'BEGIN CERTIFICATE'],
    [
      'clientKey',
      'none',
      { clientCertificate: client.certificate },
      'private key of this client certificate',
    ],
    [
      'clientKey',
      'another’s',
      { ...tls, clientKey: other.key },
      'not the one of the client certificate',
    ],
    ['clientKey', 'no PEM', { ...tls, clientKey: 'canary-key' }, 'BEGIN PRIVATE KEY'],
    ['clientKey', 'under a passphrase', { ...tls, clientKey: encrypted }, 'passphrase'],
    ['clientCertificate', 'a key alone', { clientKey: client.key }, 'Give the client certificate'],
  ])('%s: %s', async (field, _what, given, words) => {
    await using plane = await startControlPlane();
    const { name: _name, ...draft } = newConnection;
    for (const answer of [
      await plane.call('POST /connections', { body: { ...newConnection, tls: given } }),
      await plane.call('POST /connections/check', { body: { ...draft, tls: given } }),
    ]) {
      expect([answer.status, answer.body.errors[0].field]).toEqual([422, `tls.${field}`]);
      expect(answer.body.detail).toContain(words);
      expect(answer.text).not.toMatch(/canary-key|MII/);
    }
    expect((await plane.call('GET /connections')).body.items).toEqual([]);
  });

  it('certificates without https', async () => {
    await using plane = await startControlPlane();
    const body = { ...newConnection, url: 'http://8.8.8.8/v1', tls };
    const answer = await plane.call('POST /connections', { body });
    expect([answer.status, answer.body.errors[0].field]).toEqual([422, 'tls']);
    const connection = await makeConnection(plane, { tls });
    const change = { url: 'http://8.8.8.8/v1', auth: newConnection.auth };
    const path = `PATCH /connections/${connection.id}`;
    expect((await plane.call(path, { body: change })).body.errors[0].field).toBe('tls');
    expect((await plane.call(path, { body: { ...change, tls: null } })).status).toBe(200);
  });
});
