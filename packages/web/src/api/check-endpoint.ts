import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import type {
  CheckReport,
  CheckResult,
  ConnectionChangeDraft,
  ConnectionDraft,
  PlannedCheck,
  Problem,
} from '@jackfield/control-plane/rest-types';
import { ApiProblem } from './api-problem.ts';
import { readNamedEvents } from './read-events.ts';
import { requestEvents } from './request.ts';

/** The server ends a run before this; what is silent for longer is lost. */
const deadlineMs = 150_000;

/** A draft, a connection as it is saved, or as a change would leave it. */
export type WhatToCheck =
  | { readonly kind: 'draft'; readonly draft: ConnectionDraft }
  | { readonly kind: 'saved'; readonly id: string }
  | { readonly kind: 'change'; readonly id: string; readonly change: ConnectionChangeDraft };

/** One check of a run: only planned, running, or with what it found. */
export interface LiveCheck extends PlannedCheck {
  readonly running: boolean;
  readonly result: CheckResult | null;
}

export interface CheckRun {
  readonly state: 'idle' | 'running' | 'stopped' | 'failed' | 'done';
  /** In the order in which they were planned. */
  readonly checks: readonly LiveCheck[];
  /** What was found last. */
  readonly latest: CheckResult | null;
  /** Of this page's clock (`performance.now`). */
  readonly startedAt: number;
  readonly report: CheckReport | null;
  readonly error: unknown;
}

export interface EndpointCheck extends CheckRun {
  readonly start: (what: WhatToCheck) => void;
  readonly stop: () => void;
  /** Forgets what was found, and stops what runs. */
  readonly reset: () => void;
}

const idle: CheckRun = {
  state: 'idle',
  checks: [],
  latest: null,
  startedAt: 0,
  report: null,
  error: null,
};

/** Runs the checklist on the server and tells how it goes; leaving the page ends it there too. */
export function useEndpointCheck(): EndpointCheck {
  const [run, setRun] = useState<CheckRun>(idle);
  const running = useRef<AbortController | null>(null);
  const client = useQueryClient();
  useEffect(() => () => running.current?.abort(), []);

  const start = (what: WhatToCheck): void => {
    running.current?.abort();
    const abort = new AbortController();
    running.current = abort;
    const tell = (change: (before: CheckRun) => CheckRun): void => {
      if (running.current === abort) setRun(change);
    };
    setRun({ ...idle, state: 'running', startedAt: performance.now() });
    const carry = async (): Promise<void> => {
      try {
        await follow(what, abort.signal, tell);
      } catch (error) {
        if (abort.signal.aborted) return;
        tell((before) => ({ ...before, state: 'failed', error }));
      }
      if (what.kind !== 'draft') await client.invalidateQueries({ queryKey: ['connections'] });
    };
    void carry();
  };
  return {
    ...run,
    start,
    stop: () => {
      running.current?.abort();
      setRun((before) => (before.state === 'running' ? { ...before, state: 'stopped' } : before));
    },
    reset: () => {
      running.current?.abort();
      running.current = null;
      setRun(idle);
    },
  };
}

async function follow(
  what: WhatToCheck,
  signal: AbortSignal,
  tell: (change: (before: CheckRun) => CheckRun) => void,
): Promise<void> {
  const path = what.kind === 'draft' ? '/connections/check' : `/connections/${what.id}/check`;
  const body = what.kind === 'draft' ? what.draft : what.kind === 'change' ? what.change : null;
  const events = await requestEvents(path, {
    signal,
    deadlineMs,
    ...(body === null ? {} : { body }),
  });
  for await (const { name, data } of readNamedEvents(events)) {
    // Each event has the shape that the server's own document gives it.
    const told: unknown = JSON.parse(data);
    if (name === 'problem') throw new ApiProblem(told as Problem);
    if (name === 'report') {
      tell((before) => ({ ...before, state: 'done', report: told as CheckReport }));
      return;
    }
    const latest = name === 'result' ? { latest: told as CheckResult } : {};
    tell((before) => ({ ...before, ...latest, checks: withEvent(before.checks, name, told) }));
  }
  throw new ApiProblem({
    status: 0,
    code: 'check_broke_off',
    title: 'The check broke off',
    detail: 'Jackfield stopped telling how it goes before it was done. Check again.',
  });
}

function withEvent(checks: readonly LiveCheck[], name: string, told: unknown): LiveCheck[] {
  switch (name) {
    case 'planned': {
      // As above.
      const planned = told as { readonly checks: readonly PlannedCheck[] };
      return planned.checks.map((check) => ({ ...check, running: false, result: null }));
    }
    case 'started': {
      const started = told as { readonly id: string };
      return checks.map((check) => (check.id === started.id ? { ...check, running: true } : check));
    }
    case 'result': {
      const result = told as CheckResult;
      return checks.map((check) =>
        check.id === result.id ? { ...check, running: false, result } : check,
      );
    }
    default:
      return [...checks];
  }
}
