// Records turns of other times in a data folder that no program uses:
// node record-past-turns.ts FOLDER < turns.json, a list of what differs from `turnOf`.
import { text } from 'node:stream/consumers';
import type { TurnRecord } from '@jackfield/gateway-config';
import { loadCatalogue } from '../src/domain/catalogue/load-catalogue.ts';
import { TurnLog } from '../src/domain/turns/turn-log.ts';
import { openStore } from '../src/store/open-store.ts';
import { turnOf } from './turn-of.ts';

const [, , dataDir = ''] = process.argv;
// Holds: only tests write it.
const turns = JSON.parse(await text(process.stdin)) as Partial<TurnRecord>[];
const complain = (fields: object, message: string): void =>
  void process.stderr.write(`${message} ${JSON.stringify(fields)}\n`);
const log = { info: () => {}, warn: complain, error: complain };
const clock = Date.now;
const catalogDir = new URL('../../../catalog', import.meta.url).pathname;
const operatorCatalogFile = `${dataDir}/catalog.yaml`;
const loaded = loadCatalogue({ catalogDir, operatorCatalogFile, clock });
const catalogue = { current: () => loaded };
const store = await openStore({ dataDir, postgres: null }, clock);
const turnLog = await TurnLog.open({ store, dataDir, writer: 'past', catalogue, log, clock });
for (const { agentId = '', ...more } of turns) turnLog.record(turnOf(agentId, more));
await turnLog.close();
await store.close();
