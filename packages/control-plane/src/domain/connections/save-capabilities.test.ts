import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { GatewayConfig, PublishedModel } from '@jackfield/gateway-config';
import { expect, it } from 'vitest';
import type { ControlPlaneOptions } from '../../options.ts';
import { Changes } from '../../publish/changes.ts';
import { Publisher } from '../../publish/publisher.ts';
import type { ConnectionCapabilities } from '../../schemas/connection-capabilities.ts';
import { Keyring } from '../../secrets/keyring.ts';
import { auditEventTable } from '../../store/audit-event-table.ts';
import { connectionTable } from '../../store/connection-table.ts';
import { defaultProjectId } from '../../store/migrations/0005-people.ts';
import { openStore } from '../../store/open-store.ts';
import { connectionToModel } from '../models/to-model.ts';
import { givenMasterKeys, masterKey } from '../../../test/start-control-plane.ts';
import { storedRepairSwitches } from './connection-repairs.ts';
import { saveCapabilities } from './save-capabilities.ts';

const found: ConnectionCapabilities = {
  developerRole: true,
  refusedFields: [],
  unknownFieldsRefused: false,
  tools: true,
  parallelToolCalls: true,
  structuredOutput: true,
  streaming: true,
  usageInStream: true,
  checkedAt: '2026-11-24T10:00:00.000Z',
};

/** A store with one connection, and the publisher that gateways hear from. */
async function startStore() {
  const folder = await mkdtemp(join(tmpdir(), 'jackfield-capabilities-'));
  const store = await openStore({ dataDir: folder, postgres: null }, Date.now);
  const { db } = store;
  const published: GatewayConfig[] = [];
  const keyring = await Keyring.open(store, givenMasterKeys(masterKey), Date.now);
  // Holds: the publisher reads no more of the options than these.
  const options = {
    providerEnvironment: {},
    publish: (config: GatewayConfig) => published.push(config),
  } as unknown as ControlPlaneOptions;
  const catalogue = {
    current: () => ({ entries: [], loadedAt: 0 }),
    problem: () => null,
    reload: () => true,
    close: () => undefined,
  };
  const publisher = new Publisher({
    db,
    keyring,
    catalogue,
    options,
    operatorEndpoints: [],
    onPublished: () => {},
  });
  const changes = new Changes({ store, keyring, publisher, clock: Date.now });
  await changes.make('somebody', async (change) => {
    await connectionTable.insert(change.db, {
      id: 'con_1',
      projectId: defaultProjectId,
      shared: 0,
      name: 'Ours',
      nameKey: 'ours',
      url: 'https://models.example.com/v1',
      modelId: 'ours-7b',
      authMethod: 'none',
      credential: null,
      tlsCa: null,
      tlsCertificate: null,
      tlsKey: null,
      credentialVersion: 1,
      streaming: 1,
      inFlightMax: null,
      repairs: null,
      capabilities: null,
      createdAt: 0,
      updatedAt: 0,
    });
    change.touched.connections.add('con_1');
  });
  return {
    changes,
    published,
    model: (): PublishedModel | undefined => publisher.model('byom/con_1'),
    row: async () => {
      const row = await connectionTable.byId(db, 'con_1');
      if (row === undefined) throw new Error('The connection is gone.');
      return row;
    },
    audited: () => auditEventTable.page(db, null, null, 10),
    async [Symbol.asyncDispose]() {
      await store.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

it('has gateways leave out what is refused, and the model list say so', async () => {
  await using store = await startStore();
  await saveCapabilities(store, 'con_1', {
    ...found,
    refusedFields: ['temperature', 'user'],
    unknownFieldsRefused: true,
    tools: false,
  });
  expect(store.model()).toMatchObject({
    refusedParameters: ['temperature'],
    refusedFields: ['temperature', 'user'],
    unknownFieldsRefused: true,
  });
  expect(connectionToModel(await store.row()).capabilities).toMatchObject({
    tools: false,
    structuredOutput: true,
    refusedParameters: ['temperature'],
  });
});

it('leaves the token limit to the gateway where it is taken under its newer name', async () => {
  await using store = await startStore();
  await saveCapabilities(store, 'con_1', { ...found, refusedFields: ['max_tokens'] });
  expect(store.model()?.refusedParameters).toEqual([]);
  await saveCapabilities(store, 'con_1', {
    ...found,
    refusedFields: ['max_tokens', 'max_completion_tokens'],
  });
  expect(store.model()?.refusedParameters).toEqual(['max_tokens']);
});

it('turns developer-as-system on where the role is refused, unless somebody switched it off', async () => {
  await using store = await startStore();
  await saveCapabilities(store, 'con_1', { ...found, developerRole: false });
  expect(store.model()?.repairs).toContain('developer-as-system');
  await store.changes.make('somebody', async (change) => {
    await connectionTable.update(change.db, 'con_1', {
      repairs: storedRepairSwitches(null, { 'developer-as-system': false }),
    });
    change.touched.connections.add('con_1');
  });
  expect(store.model()?.repairs).not.toContain('developer-as-system');
  await saveCapabilities(store, 'con_1', found);
  expect(store.model()?.repairs).not.toContain('developer-as-system');
});

it('publishes and audits only what differs, and keeps the date', async () => {
  await using store = await startStore();
  await saveCapabilities(store, 'con_1', found);
  const before = store.published.length;
  const later = { ...found, checkedAt: '2026-11-25T10:00:00.000Z' };
  await saveCapabilities(store, 'con_1', later);
  expect(store.published).toHaveLength(before);
  expect(JSON.parse((await store.row()).capabilities ?? '')).toEqual(later);
  const events = await store.audited();
  const audited = events.filter(({ action }) => action === 'connection.capabilities_found');
  expect(audited).toHaveLength(1);
});

it('answers 404 for a connection that is gone', async () => {
  await using store = await startStore();
  await expect(saveCapabilities(store, 'con_x', found)).rejects.toMatchObject({ status: 404 });
});
