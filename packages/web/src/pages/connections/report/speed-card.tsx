import type { ReactElement, ReactNode } from 'react';
import type { EndpointSpeed } from '@jackfield/control-plane/rest-types';
import { count, duration } from '../../../model/amounts.ts';
import { Lamp } from '../../../parts/lamp.tsx';
import { speedGrades } from './outcome-words.ts';

/** How fast it was, and what a person on the phone makes of that. */
export function SpeedCard({ speed }: { speed: EndpointSpeed }): ReactElement {
  const { lamp, word, meaning } = speedGrades[speed.grade];
  const { firstTokenMs, firstSentenceMs, tokensPerSecond, connectMs, turns } = speed;
  return (
    <section aria-label="Speed" className="card p-4">
      <h3 className="flex items-center gap-2 font-semibold">
        <Lamp kind={lamp} /> Speed: {word.toLowerCase()}
      </h3>
      <p className="mt-0.5 text-sm text-muted">{meaning}</p>
      <dl className="figures mt-3 space-y-1.5 text-sm">
        <Row name="First token">{range(firstTokenMs)}</Row>
        {firstSentenceMs !== null && <Row name="First sentence">{range(firstSentenceMs)}</Row>}
        {tokensPerSecond !== null && (
          <Row name="Then">{`${count(Math.round(tokensPerSecond))} tokens a second`}</Row>
        )}
        {connectMs !== null && <Row name="New connection">{duration(connectMs)}</Row>}
      </dl>
      <p className="mt-2 text-xs text-muted">
        p50 and p95 of {count(turns)} streamed turn{turns === 1 ? '' : 's'}, measured from here.
      </p>
    </section>
  );
}

function range({ p50, p95 }: { readonly p50: number; readonly p95: number }): string {
  return `${duration(p50)} · ${duration(p95)}`;
}

function Row({ name, children }: { name: string; children: ReactNode }): ReactElement {
  return (
    <div className="flex justify-between gap-4">
      <dt className="text-muted">{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
