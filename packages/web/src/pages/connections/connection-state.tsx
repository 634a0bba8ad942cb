import type { ReactElement } from 'react';
import type { Connection } from '@jackfield/control-plane/rest-types';
import { Lamp, type LampKind } from '../../parts/lamp.tsx';
import { When } from '../../parts/when.tsx';

type Checked = Pick<Connection, 'lastCheck'>;

/** What is known of a connection, as a lamp and in a word. */
function connectionState({ lastCheck }: Checked): { lamp: LampKind; word: string } {
  if (lastCheck === null) return { lamp: 'hollow', word: 'Never checked' };
  if (lastCheck.stale) return { lamp: 'hollow', word: 'Changed since its check' };
  return lastCheck.ready
    ? { lamp: 'green', word: 'Check passed' }
    : { lamp: 'red', word: 'Check failed' };
}

export function ConnectionState({ connection }: { connection: Checked }): ReactElement {
  const { lamp, word } = connectionState(connection);
  return (
    <span className="flex items-center gap-2">
      <Lamp kind={lamp} />
      <span>
        {word}
        {connection.lastCheck !== null && (
          <span className="text-muted">
            {' '}
            <When at={connection.lastCheck.at} />
          </span>
        )}
      </span>
    </span>
  );
}
