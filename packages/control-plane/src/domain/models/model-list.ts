import type { Model } from '../../schemas/model.ts';
import type { Services } from '../../services.ts';
import { connectionTable } from '../../store/connection-table.ts';
import type { Database } from '../../store/tables.ts';
import type { Actor } from '../access/actor.ts';
import { connectionIdOf } from '../connections/connection-model-id.ts';
import { visibleConnections } from '../connections/visible-connections.ts';
import { connectionToModel, entryToModel } from './to-model.ts';

/** Every model there is to choose from: the catalogue's, then the connections' that the actor sees. */
export async function listModels(services: Services, db: Database, actor: Actor): Promise<Model[]> {
  const connections = await visibleConnections(db, actor);
  return [
    ...services.catalogue.current().entries.map((entry) => toModel(services, entry)),
    ...connections.map(connectionToModel),
  ];
}

/** One of them; `null` when there is none with that id. */
export async function findModel(
  services: Services,
  db: Database,
  id: string,
): Promise<Model | null> {
  const connectionId = connectionIdOf(id);
  if (connectionId !== null) {
    const row = await connectionTable.byId(db, connectionId);
    return row === undefined ? null : connectionToModel(row);
  }
  const entry = services.catalogue.current().entries.find((candidate) => candidate.id === id);
  return entry === undefined ? null : toModel(services, entry);
}

function toModel(services: Services, entry: Parameters<typeof entryToModel>[0]): Model {
  const access = services.publisher.providerAccess(entry.provider);
  return entryToModel(entry, access?.endpoint, services.options.carriedProviders);
}
