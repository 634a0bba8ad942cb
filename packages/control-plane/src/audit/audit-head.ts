import { programStateTable } from '../store/program-state-table.ts';
import type { Database } from '../store/tables.ts';

/** How far the chain has come: what it must reach, so that a cut-off end is noticed. */
export interface AuditHead {
  readonly seq: number;
  readonly hash: string;
}

const stateName = 'auditHead';

/** Kept beside the chain and written in the same transaction as each event. */
export const auditHead = {
  async get(db: Database): Promise<AuditHead | null> {
    const value = await programStateTable.get(db, stateName);
    const [, seq, hash] = /^(\d{1,15}):([0-9a-f]{64})$/.exec(value ?? '') ?? [];
    return seq === undefined || hash === undefined ? null : { seq: Number(seq), hash };
  },

  async set(db: Database, { seq, hash }: AuditHead): Promise<void> {
    await programStateTable.set(db, stateName, `${seq}:${hash}`);
  },
};
