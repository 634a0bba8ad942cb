import { useEffect, useState, type ReactElement, type ReactNode } from 'react';
import type { CheckResult } from '@jackfield/control-plane/rest-types';
import type { EndpointCheck, LiveCheck } from '../../../api/check-endpoint.ts';
import { Button } from '../../../parts/button.tsx';
import { Lamp } from '../../../parts/lamp.tsx';
import { Prose } from '../../../parts/prose.tsx';
import { outcomes } from '../report/outcome-words.ts';

/** How a run goes, check by check. A screen reader hears each outcome as it comes. */
export function CheckProgress({ check }: { check: EndpointCheck }): ReactElement {
  const { checks, latest, state, startedAt } = check;
  const running = state === 'running';
  const settled = checks.filter(({ result }) => result !== null).length;
  return (
    <section aria-label="Progress" aria-busy={running} className="card overflow-hidden">
      <div className="flex flex-wrap items-center gap-3 border-b border-line px-4 py-3">
        <div className="min-w-0 flex-1">
          <h2 className="font-semibold">{running ? 'Checking' : 'Stopped'}</h2>
          <p className="figures text-sm text-muted">
            {checks.length === 0
              ? 'Asking for the list of checks'
              : `${settled} of ${checks.length} checks done`}
            {running && (
              <>
                {' · '}
                <Elapsed since={startedAt} />
              </>
            )}
          </p>
        </div>
        {running && <Button onClick={check.stop}>Stop</Button>}
      </div>
      <ul className="divide-y divide-line">
        {checks.map((one) => (
          <Line key={one.id} check={one} running={running} />
        ))}
      </ul>
      <p role="status" aria-live="polite" className="sr-only">
        {lastWords(checks, latest)}
      </p>
    </section>
  );
}

function Line({ check, running }: { check: LiveCheck; running: boolean }): ReactElement {
  const { promise, result } = check;
  const isRunning = running && check.running;
  const [mark, word]: [ReactNode, string] =
    result !== null
      ? [<Lamp key="lamp" kind={outcomes[result.outcome].lamp} />, outcomes[result.outcome].word]
      : isRunning
        ? [<Spinner key="spinner" />, 'Running']
        : [<Lamp key="lamp" kind="hollow" />, running ? 'Planned' : 'Not run'];
  return (
    <li className="flex items-start gap-3 px-4 py-2.5">
      <span className="mt-1">{mark}</span>
      <span className="min-w-0 flex-1">
        <span className={result === null && !isRunning ? 'text-muted' : undefined}>
          <Prose text={promise} />
        </span>
        {result !== null && result.outcome !== 'passed' && (
          <span className="block text-sm break-words text-muted">
            <Prose text={result.message} />
          </span>
        )}
      </span>
      <span className="shrink-0 text-sm text-muted">{word}</span>
    </li>
  );
}

/** Stands still where the person wants no motion: the word beside it says the same. */
function Spinner(): ReactElement {
  return (
    <span
      aria-hidden
      className="block size-3 animate-spin rounded-full border-2 border-brass border-r-transparent"
    />
  );
}

function Elapsed({ since }: { since: number }): ReactElement {
  const [now, setNow] = useState(since);
  useEffect(() => {
    const timer = setInterval(() => setNow(performance.now()), 1_000);
    return () => clearInterval(timer);
  }, []);
  return <span>{`${Math.max(0, Math.floor((now - since) / 1_000))} s so far`}</span>;
}

/** The newest outcome, and how far it is. */
function lastWords(checks: readonly LiveCheck[], latest: CheckResult | null): string {
  if (latest === null) return '';
  const settled = checks.filter(({ result }) => result !== null);
  const failed = settled.filter(({ result }) => result?.outcome === 'failed').length;
  return `${outcomes[latest.outcome].word}: ${latest.promise} ${settled.length} of ${checks.length} checks done, ${failed} failed.`;
}
