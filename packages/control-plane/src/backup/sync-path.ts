import { open } from 'node:fs/promises';

/** Has a file, or the names in a folder, on disk when it resolves. */
export async function syncPath(path: string): Promise<void> {
  // Windows opens no folders, and keeps their names by itself.
  if (process.platform === 'win32') return;
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
