import { z } from 'zod';

/** The files in a backup. A reader refuses any other name, so none can lead out of its folder. */
export const partNames = {
  manifest: 'manifest.json',
  database: 'jackfield.db',
  catalogue: 'catalog.yaml',
  masterKey: 'master.key.sealed',
  /** As `sha256sum --check` reads it: over every file before it. */
  sums: 'SHA256SUMS',
} as const;

export const manifestSchema = z.object({
  format: z.literal('jackfield-backup'),
  formatVersion: z.literal(1),
  /** Of the program that made it. */
  version: z.string(),
  madeAt: z.iso.datetime(),
  /** The number of the last migration. */
  schema: z.int(),
  /** Ids of the master keys that its data keys are wrapped by: check values, which tell nothing. */
  masterKeys: z.array(z.string()),
  /** The end of the audit chain. */
  auditHead: z.object({ seq: z.int(), hash: z.string() }).nullable(),
});
export type BackupManifest = z.infer<typeof manifestSchema>;
