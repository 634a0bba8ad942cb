import { useState, type FormEvent, type ReactElement } from 'react';
import type { Connection } from '@jackfield/control-plane/rest-types';
import { useChangeConnection } from '../../api/connections.ts';
import { useConnectionObstacle } from '../../api/rights.ts';
import { Button } from '../../parts/button.tsx';
import { Fold } from '../../parts/fold.tsx';
import { ProblemNotice } from '../../parts/problem-notice.tsx';
import { TextField } from '../../parts/text-field.tsx';
import { notify } from '../../parts/toasts.tsx';

/** How many turns the endpoint may have at once, so that one that hangs holds up nobody else's. */
export function ConnectionInFlight({ connection }: { connection: Connection }): ReactElement {
  const { id, inFlightMax } = connection;
  const saved = inFlightMax === null ? '' : String(inFlightMax);
  const [typed, setTyped] = useState(saved);
  const change = useChangeConnection();
  const obstacle = useConnectionObstacle(connection);
  const limit = readLimit(typed);
  const save = (event: FormEvent): void => {
    event.preventDefault();
    if (limit === 'wrong') return;
    change.mutate(
      { id, change: { inFlightMax: limit } },
      { onSuccess: () => notify('The limit is saved', 'Live for the next turn.') },
    );
  };
  return (
    <section aria-label="Turns at once">
      <Fold title="Turns at once" summary={summary(inFlightMax)}>
        <form onSubmit={save} className="space-y-4">
          <TextField
            label="At most"
            inputMode="numeric"
            placeholder="1000"
            value={typed}
            onValue={setTyped}
            hint="Beyond that a fallback answers, or the caller is told to try again in a second. Empty means 1,000."
            error={limit === 'wrong' ? 'Give a whole number from 1 to 10,000, or nothing.' : null}
          />
          {change.error && <ProblemNotice error={change.error} />}
          <Button
            type="submit"
            obstacle={obstacle}
            busy={change.isPending}
            disabled={typed.trim() === saved}
          >
            Save the limit
          </Button>
        </form>
      </Fold>
    </section>
  );
}

function readLimit(text: string): number | null | 'wrong' {
  const trimmed = text.trim();
  if (trimmed === '') return null;
  const limit = Number(trimmed);
  return /^\d+$/.test(trimmed) && limit >= 1 && limit <= 10_000 ? limit : 'wrong';
}

function summary(limit: number | null): string {
  if (limit === null) return 'At most 1,000 in each gateway';
  return `At most ${limit.toLocaleString('en-GB')} in each gateway`;
}
